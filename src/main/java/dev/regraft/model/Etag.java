package dev.regraft.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a hub calls the content of a file, and the cache its blob: the SHA-256 of a large file, what git calls a small one
 * (SHA-1 of {@code blob <size>\0} and the content). A mirror may have names of its own, which say nothing of the content.
 */
record Etag(String name) {

    private static final Pattern NAME = Pattern.compile("(?!\\.)[\\w.+=-]{1,128}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern GIT = Pattern.compile("[0-9a-f]{40}");

    /**
     * As it stands in a header: in quotes, perhaps weak.
     *
     * @throws IOException if it cannot be the name of a file
     */
    static Etag of(String header) throws IOException {
        String name = header.strip();
        name = name.startsWith("W/") ? name.substring(2) : name;
        name = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"") ? name.substring(1, name.length() - 1) : name;
        if (!NAME.matcher(name).matches() || name.toLowerCase(Locale.ROOT).endsWith(".incomplete")) {
            throw new IOException("ETag of a file must be of letters, digits, '-', '_' and '.': " + header);
        }
        return new Etag(name);
    }

    /** Whether a file is what it is called, so far as its name tells. */
    boolean fits(Path file) throws IOException {
        return name.equals(digest(file));
    }

    /** What the file would be called; the name itself where that says nothing of the content. */
    String digest(Path file) throws IOException {
        if (isSha256()) {
            return Sha256.ofFile(file);
        }
        return GIT.matcher(name).matches() ? gitName(file) : name;
    }

    boolean isSha256() {
        return SHA256.matcher(name).matches();
    }

    private static String gitName(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.UTF_8));
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
