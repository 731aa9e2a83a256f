package dev.regraft.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a backbone is made of: where it is, and what it must hold. */
public sealed interface Asset permits Asset.Resource, Asset.Local, Asset.Made {

    /** SHA-256 of its bytes, in hex; of an ONNX file with weights beside it, of those too. */
    String sha256();

    /**
     * All of its bytes, for a small file.
     *
     * @throws IOException if it is missing, or not the one that the digest pins
     */
    byte[] bytes() throws IOException;

    /**
     * A path at which it can be mapped.
     *
     * @param scratch where it may be copied to
     * @throws IOException if it is missing, is not the one that the digest pins, or cannot be copied
     */
    Path file(Path scratch) throws IOException;

    private static void require(String name, String expected, String actual) throws IOException {
        if (!actual.equals(expected)) {
            throw new IOException("SHA-256 of " + name + " must be " + expected + ": " + actual);
        }
    }

    /** A file in the class path. */
    record Resource(String name, String sha256) implements Asset {

        @Override
        public byte[] bytes() throws IOException {
            try (InputStream source = open()) {
                byte[] bytes = source.readAllBytes();
                require(name, sha256, Sha256.of(bytes));
                return bytes;
            }
        }

        @Override
        public Path file(Path scratch) throws IOException {
            try (InputStream source = open(); OutputStream out = Files.newOutputStream(scratch)) {
                require(name, sha256, Sha256.whileCopying(source, out));
            }
            return scratch;
        }

        private InputStream open() throws IOException {
            InputStream found = Resources.open(name);
            if (found == null) {
                throw new FileNotFoundException("class path must have the resource " + name);
            }
            return found;
        }
    }

    /** A file of this machine, whose digest was taken when it was imported. */
    record Local(Path path, String sha256) implements Asset {

        @Override
        public byte[] bytes() throws IOException {
            byte[] bytes = Files.readAllBytes(path);
            require(path.toString(), sha256, Sha256.of(bytes));
            return bytes;
        }

        @Override
        public Path file(Path scratch) {
            return path;
        }
    }

    /** A small file that was made of others. */
    record Made(byte[] bytes, String sha256) implements Asset {

        public static Made of(byte[] bytes) {
            return new Made(bytes, Sha256.of(bytes));
        }

        @Override
        public Path file(Path scratch) throws IOException {
            return Files.write(scratch, bytes);
        }
    }
}
