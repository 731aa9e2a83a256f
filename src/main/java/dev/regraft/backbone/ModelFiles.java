package dev.regraft.backbone;

import java.nio.file.Path;

/**
 * A model that was fetched: its network, with its weights beside it, and the small files that tell how it is used, those that there are.
 *
 * @param folder where they lie, as in the model's own folder
 * @param model path of the network in it
 * @param sha256 of the network's file, in hex
 */
record ModelFiles(Path folder, String model, String sha256) {
}
