package dev.regraft.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The folder of one model in a cache, as the tools of Hugging Face lay it out: {@code refs/<revision>} holds a commit,
 * {@code snapshots/<commit>/<path>} is a link to {@code ../../blobs/<etag>}. What it lists of a commit stands beside, in
 * {@code regraft/<commit>.json}, so that one knows without asking whether all is there.
 *
 * <p>Links are followed, but not out of the cache: neither is read nor written there. Files appear whole or not at all.
 */
final class HubCache {

    private static final int MOST_LISTING_BYTES = 1 << 24;

    private final Path root;
    private final Path folder;

    /**
     * @param root the cache of all models
     * @param repository {@code org/name} or {@code name}
     */
    HubCache(Path root, String repository) {
        this.root = root;
        this.folder = root.resolve("models--" + repository.replace("/", "--"));
    }

    /** Where one process at a time says that it fetches this model. */
    Path lock() throws IOException {
        return inside(root.resolve(".locks").resolve(folder.getFileName())).resolve("regraft.lock");
    }

    /** What a revision was when it was last asked for. */
    Optional<String> commit(String revision) throws IOException {
        Optional<Path> file = real(folder.resolve("refs").resolve(revision));
        if (file.isEmpty() || Files.size(file.get()) > 64) {
            return Optional.empty();
        }
        return Optional.of(Files.readString(file.get()).strip()).filter(text -> text.matches("[0-9a-f]{40}"));
    }

    void remember(String revision, String commit) throws IOException {
        if (!revision.equals(commit) && !commit(revision).equals(Optional.of(commit))) {
            write(folder.resolve("refs").resolve(revision), commit.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Which files a commit has, if that was ever listed, here or by the tools of Hugging Face. */
    Optional<HubListing> listing(String commit) throws IOException {
        Optional<Path> own = real(folder.resolve("regraft").resolve(commit + ".json"));
        if (own.isPresent()) {
            return Optional.of(HubListing.of(read(own.get())));
        }
        Optional<Path> tree = real(folder.resolve("trees").resolve(commit + ".json"));
        return tree.isPresent() ? Optional.of(HubListing.ofTree(commit, read(tree.get()))) : Optional.empty();
    }

    private static byte[] read(Path listing) throws IOException {
        if (Files.size(listing) > MOST_LISTING_BYTES) {
            throw new IOException("a kept listing must have at most " + MOST_LISTING_BYTES + " bytes: " + listing);
        }
        return Files.readAllBytes(listing);
    }

    void keep(HubListing listing) throws IOException {
        write(folder.resolve("regraft").resolve(listing.commit() + ".json"), listing.json());
    }

    /** The files of a commit that are there. */
    HubListing found(String commit) throws IOException {
        Path snapshot = snapshot(commit);
        TreeSet<String> files = new TreeSet<>();
        if (Files.isDirectory(snapshot)) {
            try (Stream<Path> paths = Files.walk(snapshot, 8)) {
                paths.filter(Files::isRegularFile).forEach(path -> files.add(snapshot.relativize(path).toString()));
            }
        }
        return new HubListing(commit, files);
    }

    Path snapshot(String commit) {
        return folder.resolve("snapshots").resolve(commit);
    }

    /**
     * A file of a commit, with its links followed; empty if it is not there.
     *
     * @throws IOException if it lies outside the cache
     */
    Optional<Path> file(String commit, String path) throws IOException {
        return real(snapshot(commit).resolve(path));
    }

    private Optional<Path> real(Path path) throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        Path real = path.toRealPath();
        requireInside(path, real);
        if (!Files.isRegularFile(real)) {
            throw new IOException("cache must have a regular file: " + path);
        }
        return Optional.of(real);
    }

    private void requireInside(Path path, Path real) throws IOException {
        if (!real.startsWith(root.toRealPath())) {
            throw new IOException("a link must not lead out of the cache: " + path + " to " + real);
        }
    }

    /** The folder, made if need be. */
    private Path inside(Path wanted) throws IOException {
        Files.createDirectories(root);
        for (Path existing = wanted; existing != null; existing = existing.getParent()) {
            if (Files.exists(existing)) {
                requireInside(existing, existing.toRealPath());
                break;
            }
        }
        return Files.createDirectories(wanted);
    }

    /** Where the content of that name lies, or will. */
    Path blob(Etag etag) throws IOException {
        return inside(folder.resolve("blobs")).resolve(etag.name());
    }

    /** Puts a blob where a commit has it. */
    void link(String commit, String path, Etag etag) throws IOException {
        Path target = snapshot(commit).resolve(path);
        Path parent = inside(target.getParent());
        Path blob = blob(etag);
        Path temporary = parent.resolve(UUID.randomUUID() + ".tmp");
        try {
            symlinkOrCopy(temporary, parent.relativize(blob), blob);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Where there are no symbolic links, the tools of Hugging Face copy, too. */
    private static void symlinkOrCopy(Path link, Path relative, Path blob) throws IOException {
        try {
            Files.createSymbolicLink(link, relative);
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (e instanceof NoSuchFileException missing) {
                throw missing;
            }
            Files.copy(blob, link);
        }
    }

    private void write(Path file, byte[] content) throws IOException {
        Path temporary = inside(file.getParent()).resolve(UUID.randomUUID() + ".tmp");
        try {
            Files.write(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Checks that a file of a commit is what its blob is called.
     *
     * @return whether it is there and is that
     * @throws IOException if it lies outside the cache, or cannot be read
     */
    boolean isSound(String commit, String path) throws IOException {
        Optional<Path> file = file(commit, path);
        if (file.isEmpty()) {
            return false;
        }
        boolean isBlob = file.get().getParent().getFileName().toString().equals("blobs");
        return !isBlob || Etag.of(file.get().getFileName().toString()).fits(file.get());
    }

    /** Lays files of a commit out as they are, for who follows no links; what lies there already is kept if it is the same. */
    void copy(String commit, List<String> paths, Path target) throws IOException {
        for (String path : paths) {
            Path source = file(commit, path).orElseThrow(() -> new NoSuchFileException(path));
            Path copy = target.resolve(path);
            if (!Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS) || Files.mismatch(source, copy) >= 0) {
                Path temporary = Files.createDirectories(copy.getParent()).resolve(UUID.randomUUID() + ".tmp");
                try {
                    Files.copy(source, temporary);
                    Files.move(temporary, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                } finally {
                    Files.deleteIfExists(temporary);
                }
            }
        }
    }
}
