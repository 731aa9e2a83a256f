package dev.regraft.graft;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the log still holds of a task's examples, read anew for each question: it takes as long as the log is, and is for those who look at
 * examples and for background work.
 */
public interface ExampleArchive {

    /** One that holds nothing. */
    ExampleArchive NOTHING = new ExampleArchive() {
        @Override
        public List<ArchivedExample> examples(TaskDefinition task, Predicate<ArchivedExample> wanted, int most) {
            return List.of();
        }

        @Override
        public Map<Position, String> texts(Collection<Position> positions) {
            return Map.of();
        }

        @Override
        public Map<String, String> newestTexts(TaskDefinition task, int most) {
            return Map.of();
        }
    };

    /**
     * The examples that a task keeps, as they are now.
     *
     * @param wanted which of them
     * @param most how many at most: those that were labeled last
     * @return the last labeled first
     * @throws LogUnavailableException if the log cannot be read in time
     */
    List<ArchivedExample> examples(TaskDefinition task, Predicate<ArchivedExample> wanted, int most);

    /**
     * The texts of examples.
     *
     * @param positions where these stand in the log of examples
     * @return what is found in a few seconds: the log need not hold them any more, and not every input is a text
     * @throws LogUnavailableException if the log cannot be read
     */
    Map<Position, String> texts(Collection<Position> positions);

    /**
     * The beginnings of the texts of a task's newest examples, by id. For background work.
     *
     * @param most how many records of the log are looked through for them, of each of its partitions
     * @throws InterruptedException if the thread was interrupted
     * @throws LogUnavailableException if the log cannot be read in time
     */
    Map<String, String> newestTexts(TaskDefinition task, int most) throws InterruptedException;
}
