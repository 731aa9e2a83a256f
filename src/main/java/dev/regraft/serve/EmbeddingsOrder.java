package dev.regraft.serve;

import dev.regraft.backbone.Input;
import java.util.List;

/**
 * Which texts are to become features.
 *
 * @param model name of a backbone
 * @param base64 whether vectors are to be given in base64, not written out
 * @param dimensions that the client counts on; null for any
 */
record EmbeddingsOrder(String model, List<Input> inputs, boolean base64, Integer dimensions) {
}
