package dev.regraft.model;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One fetches, of all threads of all processes; the others wait and then find what they want. A process that dies lets go. It saves
 * work and nothing depends on it: on a disk without locks each fetches for itself, and what they write is checked.
 */
final class FetchLock implements AutoCloseable {

    /** A lock of the operating system is a process's: its threads are told apart here. One entry for every model that was ever fetched. */
    private static final Map<Path, ReentrantLock> OF_THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock ofThreads;
    private final FileChannel file;

    private FetchLock(ReentrantLock ofThreads, FileChannel file) {
        this.ofThreads = ofThreads;
        this.file = file;
    }

    /** @param path a file that is made if need be, in a folder that is there */
    static FetchLock take(Path path) throws IOException, InterruptedException {
        ReentrantLock ofThreads = OF_THREADS.computeIfAbsent(path.toAbsolutePath().normalize(), _ -> new ReentrantLock());
        ofThreads.lockInterruptibly();
        FileChannel file = null;
        try {
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            lock(file);
            return new FetchLock(ofThreads, file);
        } catch (IOException | InterruptedException | RuntimeException e) {
            ofThreads.unlock();
            if (file != null) {
                file.close();
            }
            throw e;
        }
    }

    private static void lock(FileChannel file) throws InterruptedException {
        try {
            file.lock();
        } catch (FileLockInterruptionException | ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException("interrupted while another fetches the same model");
        } catch (IOException _) {
            // A disk without locks.
        }
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            ofThreads.unlock();
        }
    }
}
