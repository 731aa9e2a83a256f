package dev.regraft.train;

import java.util.Optional;

/** All that a head is learned from, as it was at one moment: it can be learned on another thread while the training set goes on changing. */
@FunctionalInterface
public interface Lesson {

    /**
     * Learns the head. Called once.
     *
     * @return empty if there is nothing to tell apart
     * @throws InterruptedException if the thread was interrupted: nobody wants the head any more
     */
    Optional<Fit> learn() throws InterruptedException;
}
