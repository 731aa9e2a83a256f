package dev.regraft.model;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * An ONNX file at an address, with the files of weights and the small files that lie beside it there, fetched into a folder of its own.
 *
 * <p>A model that is pinned by its SHA-256 and is there costs no call. Else the server is asked whether what is there is still what it
 * has (by ETags); if it cannot be reached, what is there is used.
 *
 * @param address of the ONNX file; in the clear only on this machine
 * @param sha256 what the file must be, in hex; null for whatever is there
 */
record HttpsSource(URI address, String sha256, Fetching fetching) implements ModelSource {

    private static final Logger LOG = Logger.getLogger(HttpsSource.class);
    /** The name of an empty file that says: all was fetched once. */
    private static final String WHOLE = "whole";

    /** @throws IllegalArgumentException if the address cannot be that of a model */
    static void requireModel(URI address) {
        WebAddress.requireHttp("source", address);
        if (!WebAddress.isEncrypted(address) && !WebAddress.isThisMachine(address)) {
            throw new IllegalArgumentException("source must be an https: address, or one of this machine: " + WebAddress.shown(address));
        }
        if (!HubModel.isPlain(fileName(address)) || !fileName(address).endsWith(".onnx")) {
            throw new IllegalArgumentException("source must be the address of a file whose name ends in .onnx: "
                    + WebAddress.shown(address));
        }
    }

    private static String fileName(URI address) {
        String path = address.getPath() == null ? "" : address.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * Fetches what is missing or has changed.
     *
     * @param progress is told several times a second, on this thread
     * @throws UnreachableException if the server cannot be reached and the model is not there
     * @throws WebRefusalException if the server will not give it
     * @throws IOException if it is not what it should be, is too large, or cannot be written
     */
    @Override
    public ModelFiles fetch(Consumer<Transfer> progress) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(fetching.folder().resolve("web-" + Sha256.of(address + "\n" + sha256).substring(0, 32)));
        Path network = folder.resolve(fileName(address));
        try (FetchLock _ = FetchLock.take(folder.resolve("lock"))) {
            boolean whole = Files.exists(folder.resolve(WHOLE)) && Files.isRegularFile(network);
            if (whole && sha256 != null && !sha256.equals(Sha256.ofFile(network))) {
                Files.delete(network);
                whole = false;
            }
            if (!whole || sha256 == null) {
                update(folder, whole && sha256 == null, progress);
            }
            return new ModelFiles(folder, fileName(address));
        }
    }

    /** @param usable whether what is there can be used as it is */
    private void update(Path folder, boolean usable, Consumer<Transfer> progress) throws IOException, InterruptedException {
        try (Web web = Web.open(address, null, usable ? fetching.patience().once() : fetching.patience())) {
            fetch(web, folder, progress);
            Files.write(folder.resolve(WHOLE), new byte[0]);
        } catch (UnreachableException e) {
            if (!usable) {
                throw e;
            }
            LOG.warnf("%s; what was fetched before is used", e.getMessage());
        }
    }

    /** The network first: what is refused is refused early. What a server will not give of the others is not there. */
    private void fetch(Web web, Path folder, Consumer<Transfer> progress) throws IOException, InterruptedException {
        TransferLog log = new TransferLog(WebAddress.shown(address), -1, progress);
        long room = fetching.mostBytes();
        room -= new WebFile(web, address, folder.resolve(fileName(address)), room).update(sha256, log);
        for (String path : companions()) {
            WebFile file = new WebFile(web, beside(path), folder.resolve(path), room);
            try {
                room -= file.update(null, log);
            } catch (WebRefusalException _) {
                file.forget();
            }
        }
        log.end();
    }

    private List<String> companions() {
        String name = fileName(address);
        return Stream.concat(Stream.of(name + "_data", name + ".data"), ModelParts.SMALL.stream()).toList();
    }

    /** In the same folder, asked for in the same way. */
    private URI beside(String path) {
        String folder = address.getRawPath().substring(0, address.getRawPath().lastIndexOf('/') + 1);
        return address.resolve(folder + path + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery()));
    }
}
