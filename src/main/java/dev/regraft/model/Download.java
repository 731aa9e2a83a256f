package dev.regraft.model;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * One file that is fetched into a partial one, which survives whatever breaks off: the next try, of this process or another, asks for the
 * rest only. Whoever asked checks the content.
 *
 * @param address where it is
 * @param version what a server calls the content, of which a rest is asked for; null where an address has one content for ever
 * @param partial what there is of it
 * @param sizeBytes how large it is; -1 if nobody told
 * @param mostBytes more is refused, whatever was told
 */
record Download(Web web, URI address, String version, Path partial, long sizeBytes, long mostBytes) {

    /** Less than this is no getting on: a server that sends a little and breaks off is given up, too. */
    private static final long STEP_BYTES = 1 << 16;
    private static final int BUFFER_BYTES = 1 << 16;

    /**
     * Fetches what is missing.
     *
     * @param progress is told of every piece; below zero where what was there has to come again
     * @throws UnreachableException if the server cannot be reached, or breaks off again and again without getting on
     * @throws WebRefusalException if it will not
     * @throws IOException if it sends too much, or the disk is full
     */
    void run(LongConsumer progress) throws IOException, InterruptedException {
        if (Files.isSymbolicLink(partial) || Files.exists(partial) && (int) Files.getAttribute(partial, "unix:nlink") > 1) {
            Files.delete(partial);
        }
        progress.accept(here());
        for (int failures = 0; ; ) {
            long before = here();
            try {
                if (sizeBytes < 0 || before != sizeBytes) {
                    attempt(progress);
                }
                return;
            } catch (UnreachableException e) {
                failures = here() - before >= STEP_BYTES ? 1 : failures + 1;
                if (failures >= web.patience().attempts()) {
                    throw e;
                }
                web.patience().rest(failures, e);
            }
        }
    }

    private long here() throws IOException {
        return Files.exists(partial) ? Files.size(partial) : 0;
    }

    private void attempt(LongConsumer progress) throws IOException, InterruptedException {
        long from = here();
        if (sizeBytes >= 0 && from > sizeBytes) {
            startAgain(progress);
            from = 0;
        }
        try (WebAnswer answer = web.once("GET", address, rest(from))) {
            boolean goesOn = answer.status() == 206 && answer.header("Content-Range").orElse("").startsWith("bytes " + from + "-");
            if (!goesOn && answer.status() != 200) {
                startAgain(progress);
                throw new UnreachableException(WebAddress.shown(address) + " must send what follows byte " + from, (Throwable) null);
            }
            if (!goesOn && from > 0) {
                startAgain(progress);
                from = 0;
            }
            requireRoom(from, answer.length());
            copy(answer, from, progress);
        }
    }

    private Map<String, String> rest(long from) {
        if (from == 0) {
            return Map.of();
        }
        String range = "bytes=" + from + "-";
        return version == null ? Map.of("Range", range) : Map.of("Range", range, "If-Range", version);
    }

    private void startAgain(LongConsumer progress) throws IOException {
        progress.accept(-here());
        Files.deleteIfExists(partial);
    }

    /** @param length of what comes; -1 if nobody told */
    private void requireRoom(long from, long length) throws IOException {
        long size = sizeBytes >= 0 ? sizeBytes : from + Math.max(length, 0);
        if (size > mostBytes) {
            throw tooLarge(size);
        }
        long free = Files.getFileStore(partial.getParent()).getUsableSpace();
        if (size - from > free) {
            throw new IOException("disk must have room for " + (size - from) + " bytes of " + WebAddress.shown(address) + ": " + free);
        }
    }

    private void copy(WebAnswer answer, long from, LongConsumer progress) throws IOException, InterruptedException {
        long at = from;
        try (Silence silence = Silence.endedBy(answer, web.patience().silence());
                OutputStream out = Files.newOutputStream(partial, StandardOpenOption.CREATE, StandardOpenOption.APPEND,
                        LinkOption.NOFOLLOW_LINKS)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n; (n = read(answer, buffer, silence)) >= 0; ) {
                at += n;
                if (sizeBytes >= 0 && at > sizeBytes) {
                    throw new IOException("file must have " + sizeBytes + " bytes, not more: " + WebAddress.shown(address));
                }
                if (at > mostBytes) {
                    throw tooLarge(at);
                }
                out.write(buffer, 0, n);
                silence.heard();
                progress.accept(n);
            }
        }
        if (sizeBytes >= 0 && at < sizeBytes) {
            throw new UnreachableException(WebAddress.shown(address) + " broke off at byte " + at + " of " + sizeBytes, (Throwable) null);
        }
    }

    private int read(WebAnswer answer, byte[] buffer, Silence silence) throws IOException, InterruptedException {
        try {
            return answer.body().read(buffer);
        } catch (IOException e) {
            if (silence.isEnded()) {
                throw new UnreachableException(WebAddress.shown(address) + " sent nothing for " + web.patience().silence().toMillis()
                        + " ms", e);
            }
            throw Web.brokenOff(answer, e);
        }
    }

    private IOException tooLarge(long size) {
        return new IOException("a model must have at most " + mostBytes + " bytes (regraft.limits.model-bytes): " + size + " of "
                + WebAddress.shown(address));
    }
}
