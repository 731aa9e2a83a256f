package dev.regraft.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicsTest {

    private static Topics topics(String prefix) {
        return new Topics(new SmallRyeConfigBuilder()
                .withMapping(StreamConfig.class)
                .withDefaultValue("regraft.instance", "test")
                .withDefaultValue("regraft.topics.prefix", prefix)
                .build()
                .getConfigMapping(StreamConfig.class));
    }

    @Test
    void namesCarryThePrefix() {
        Topics topics = topics("staging-");
        assertEquals(List.of("staging-examples", "staging-features", "staging-heads", "staging-tasks", "staging-dead-letters",
                "staging-requests", "staging-predictions"),
                List.of(topics.examples(), topics.features(), topics.heads(), topics.tasks(), topics.deadLetters(), topics.requests(),
                        topics.predictions()));
        assertEquals("staging-train", topics.scoped("train"));
    }

    /** Where a task's features are must never change: another partition is another trainer. */
    @ParameterizedTest
    @CsvSource({"support,0,4", "spam,0,0", "urgency,0,4", "my.task_2-b,3,11"})
    void partitionOfATaskStays(String task, int ofFour, int ofTwelve) {
        assertEquals(0, Topics.partition(task, 1));
        assertEquals(ofFour, Topics.partition(task, 4));
        assertEquals(ofTwelve, Topics.partition(task, 12));
    }

    @Test
    void partitionsAreWithinRangeAndAllUsed() {
        for (int partitions : new int[] {1, 2, 3, 4, 7, 100}) {
            int[] tasks = new int[partitions];
            for (int i = 0; i < 100 * partitions; i++) {
                tasks[Topics.partition("task-" + i, partitions)]++;
            }
            assertTrue(Arrays.stream(tasks).allMatch(n -> n > 0), partitions + " partitions: " + Arrays.toString(tasks));
        }
    }
}
