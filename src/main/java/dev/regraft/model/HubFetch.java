package dev.regraft.model;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Brings files of a commit from a hub into the cache: first the hub is asked for the name and size of all that are missing, so that a
 * model which is too large is refused before a byte of it is fetched; then each is fetched, checked, and only then seen by others.
 *
 * @param mostBytes of all files together
 */
record HubFetch(Web web, HubModel model, HubCache cache, String commit, long mostBytes) {

    private static final int MOST_LISTING_BYTES = 1 << 24;

    /** A file, as the hub tells of it; its size is -1 if it does not. */
    private record Remote(String path, URI address, Etag etag, long sizeBytes) {
    }

    /** What the revision of a model is now. */
    static HubListing listing(Web web, HubModel model) throws IOException, InterruptedException {
        return HubListing.of(web.read(URI.create(web.home() + model.listingPath()), MOST_LISTING_BYTES));
    }

    /** Afterwards the cache has all of these files. */
    void run(List<String> wanted, Consumer<Transfer> progress) throws IOException, InterruptedException {
        List<Remote> missing = new ArrayList<>();
        long here = 0;
        for (String path : wanted) {
            if (cache.isSound(commit, path)) {
                here += Files.size(cache.file(commit, path).orElseThrow());
            } else {
                missing.add(remote(path));
            }
        }
        long ofBytes = here + missing.stream().mapToLong(file -> Math.max(0, file.sizeBytes())).sum();
        if (ofBytes > mostBytes) {
            throw new IOException("a model must have at most " + mostBytes + " bytes (regraft.limits.model-bytes): " + ofBytes + " of "
                    + model);
        }
        boolean told = missing.stream().allMatch(file -> file.sizeBytes() >= 0);
        TransferLog log = new TransferLog(model.toString(), told ? ofBytes : -1, progress);
        log.add(here);
        for (Remote file : missing) {
            fetch(file, log);
        }
        log.end();
    }

    private Remote remote(String path) throws IOException, InterruptedException {
        URI address = URI.create(web.home() + model.filePath(commit, path));
        try (WebAnswer answer = web.head(address)) {
            String etag = answer.header("X-Linked-Etag").or(() -> answer.header("ETag"))
                    .orElseThrow(() -> new IOException("hub must tell the ETag of a file: " + WebAddress.shown(address)));
            String told = answer.header("X-Repo-Commit").orElse(commit);
            if (!told.equals(commit)) {
                throw new IOException("hub must send " + path + " of commit " + commit + ": " + told);
            }
            return new Remote(path, address, Etag.of(etag), size(answer));
        }
    }

    /** Of a redirect the length is that of the redirect. */
    private static long size(WebAnswer answer) throws IOException {
        String linked = answer.header("X-Linked-Size").orElse("");
        if (linked.isEmpty()) {
            return answer.status() == 200 ? answer.length() : -1;
        }
        if (!linked.matches("\\d{1,18}")) {
            throw new IOException("X-Linked-Size must be a number: " + linked);
        }
        return Long.parseLong(linked);
    }

    private void fetch(Remote file, TransferLog log) throws IOException, InterruptedException {
        Path blob = cache.blob(file.etag());
        if (Files.isRegularFile(blob) && file.etag().fits(blob)) {
            log.add(Files.size(blob));
        } else {
            Path partial = blob.resolveSibling(file.etag().name() + ".incomplete");
            download(file, partial, log);
            Files.move(partial, blob, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        cache.link(commit, file.path(), file.etag());
    }

    /** What was there of it may have been something else: then all of it is fetched, once. */
    private void download(Remote file, Path partial, TransferLog log) throws IOException, InterruptedException {
        boolean resumed = Files.exists(partial);
        new Download(web, file.address(), null, partial, file.sizeBytes(), mostBytes).run(log::add);
        String digest = file.etag().digest(partial);
        if (digest.equals(file.etag().name())) {
            return;
        }
        log.add(-Files.size(partial));
        Files.delete(partial);
        if (!resumed) {
            throw new IOException("digest of " + file.path() + " of " + model + " must be " + file.etag().name() + ": " + digest);
        }
        download(file, partial, log);
    }
}
