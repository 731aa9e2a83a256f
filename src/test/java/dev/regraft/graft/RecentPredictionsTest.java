package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentPredictionsTest {

    private final TaskDefinition definition = Toy.definition("support", Toy.CREATED);

    private static Served served(String id, Instant incarnation, FeatureSpace space, String text) {
        return new Served(id, "support", incarnation, space, Features.quantise(1, 0), text, 1, Toy.CREATED);
    }

    private static Served served(String id, String text) {
        return served(id, Toy.CREATED, Toy.SPACE, text);
    }

    private List<String> unlabeled(RecentPredictions recent) {
        return recent.of(definition, Toy.SPACE, false).stream().map(Served::id).toList();
    }

    @Test
    void keepsTheLastSoMany() {
        RecentPredictions recent = new RecentPredictions(Toy.limits("recent-predictions=3"));
        IntStream.range(0, 5).forEach(i -> recent.add(served("p" + i, "text")));
        assertEquals(List.of("p2", "p3", "p4"), unlabeled(recent));
        assertTrue(recent.find(definition, Toy.SPACE, "p1").isEmpty());
    }

    @Test
    void longTextsLetOlderOnesGo() {
        RecentPredictions recent = new RecentPredictions(Toy.limits("recent-text-bytes=100"));
        recent.add(served("first", "x".repeat(20)));
        recent.add(served("second", "x".repeat(20)));
        recent.add(served("third", "x".repeat(20)));
        assertEquals(List.of("second", "third"), unlabeled(recent));
        recent.add(served("tooLong", "x".repeat(51)));
        assertEquals(List.of(), unlabeled(recent));
        recent.add(served("again", "x".repeat(50)));
        assertEquals(List.of("again"), unlabeled(recent));
    }

    @Test
    void findsWhatWasAnsweredForTheTaskInItsSpaceOnly() {
        RecentPredictions recent = new RecentPredictions(Toy.limits());
        Served here = served("here", "text");
        recent.add(here);
        recent.add(served("before", Toy.CREATED.minusMillis(1), Toy.SPACE, "text"));
        recent.add(served("elsewhere", Toy.CREATED, Toy.space(3), "text"));
        assertEquals(Optional.of(here), recent.find(definition, Toy.SPACE, "here"));
        assertEquals(Optional.empty(), recent.find(definition, Toy.SPACE, "before"));
        assertEquals(Optional.empty(), recent.find(definition, Toy.SPACE, "elsewhere"));
        assertEquals(Optional.empty(), recent.find(Toy.definition("other", Toy.CREATED), Toy.SPACE, "here"));
        assertEquals(List.of("here"), unlabeled(recent));
    }

    @Test
    void whatIsLabeledCanBeLabeledAgainUntilItLeaves() {
        RecentPredictions recent = new RecentPredictions(Toy.limits("recent-predictions=2"));
        Served first = served("first", "text");
        recent.add(first);
        recent.add(served("second", "text"));
        recent.label(first);
        assertEquals(List.of("second"), unlabeled(recent));
        assertEquals(List.of(first), recent.of(definition, Toy.SPACE, true));
        assertTrue(recent.find(definition, Toy.SPACE, "first").isPresent());
        recent.add(served("third", "text"));
        assertEquals(List.of(), recent.of(definition, Toy.SPACE, true));
        recent.label(first);
        assertEquals(List.of(), recent.of(definition, Toy.SPACE, true));
    }
}
