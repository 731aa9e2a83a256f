package dev.regraft.model;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * A file that is kept like one on a server: beside it, in {@code <file>.etag}, stands what the server called its content.
 *
 * @param mostBytes more is refused
 */
record WebFile(Web web, URI address, Path file, long mostBytes) {

    /**
     * Makes it what the server has.
     *
     * @param sha256 what it must be; null for whatever it is
     * @return its size in bytes
     * @throws WebRefusalException if the server will not give it
     */
    long update(String sha256, TransferLog log) throws IOException, InterruptedException {
        Optional<String> kept = kept();
        WebAnswer answer = web.look(address, kept.map(etag -> Map.of("If-None-Match", etag)).orElse(Map.of()));
        if (answer.status() == 304 && kept.isPresent()) {
            log.add(Files.size(file));
        } else {
            requireFile(answer);
            fetch(answer, sha256, log);
        }
        return Files.size(file);
    }

    /** It is not on the server. */
    void forget() throws IOException {
        Files.deleteIfExists(etagFile());
        Files.deleteIfExists(file);
    }

    private Optional<String> kept() throws IOException {
        return Files.isRegularFile(file) && Files.isRegularFile(etagFile()) ? Optional.of(Files.readString(etagFile())) : Optional.empty();
    }

    private Path etagFile() {
        return file.resolveSibling(file.getFileName() + ".etag");
    }

    /** Some servers answer with a page whatever they are asked for. */
    private static void requireFile(WebAnswer answer) throws IOException {
        if (answer.status() != 200 || answer.header("Content-Type").orElse("").startsWith("text/html")) {
            throw new WebRefusalException(WebAddress.shown(answer.address()) + " must be a file, not a page: status " + answer.status(),
                    answer.status());
        }
    }

    /** A rest is asked for only of the content that the beginning is of. */
    private void fetch(WebAnswer answer, String sha256, TransferLog log) throws IOException, InterruptedException {
        Files.createDirectories(file.getParent());
        Optional<String> etag = answer.header("ETag");
        Path partial = file.resolveSibling(file.getFileName() + "." + Sha256.of(etag.orElse("")).substring(0, 16) + ".incomplete");
        if (etag.isEmpty()) {
            Files.deleteIfExists(partial);
        }
        download(etag.filter(text -> text.startsWith("\"")).orElse(null), partial, answer.length(), sha256, log);
        Files.deleteIfExists(etagFile());
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (etag.isPresent()) {
            Files.writeString(etagFile(), etag.get());
        }
    }

    /**
     * What was there of it may have been something else: then all of it is fetched, once.
     *
     * @param etag a strong one, by which a rest can be asked for; null if there is none
     */
    private void download(String etag, Path partial, long sizeBytes, String sha256, TransferLog log)
            throws IOException, InterruptedException {
        boolean resumed = Files.exists(partial);
        new Download(web, address, etag, partial, sizeBytes, mostBytes).run(log::add);
        String digest = sha256 == null ? null : Sha256.ofFile(partial);
        if (sha256 == null || sha256.equals(digest)) {
            return;
        }
        log.add(-Files.size(partial));
        Files.delete(partial);
        if (!resumed) {
            throw new IOException("SHA-256 of " + WebAddress.shown(address) + " must be " + sha256 + ": " + digest);
        }
        download(etag, partial, sizeBytes, sha256, log);
    }
}
