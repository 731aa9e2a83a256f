package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SliceGroupsTest {

    private static final List<String> CHANNEL = List.of("channel");

    private final TrainingSet set = new TrainingSet(RandomExamples.space(2));

    private void put(int count, String label, String channel) {
        for (int i = 0; i < count; i++) {
            set.put(label + "-" + channel + "-" + i, new Target.Label(label), 1, channel == null ? Map.of() : Map.of("channel", channel),
                    Features.quantise(1, 0));
        }
    }

    private SliceGroups groups() {
        return new SliceGroups(set.keep(), CHANNEL);
    }

    /** Weight of each group in a draw, by the beginning of its ids. */
    private static Map<String, Double> weights(TrainingSet drawn) {
        Map<String, Double> weights = new TreeMap<>();
        drawn.examples().forEach(e -> weights.merge(e.id().substring(0, e.id().lastIndexOf('-')), e.weight(), Double::sum));
        return weights;
    }

    @Test
    void everyGroupWeighsTheSameInADraw() {
        put(300, "a", "mail");
        put(40, "a", "chat");
        put(25, "b", "chat");
        put(100, "b", null);
        SliceGroups groups = groups();
        assertEquals(4, groups.size());
        assertEquals(25, groups.common());
        for (int refit = 0; refit < groups.refits(); refit++) {
            TrainingSet drawn = groups.drawn(refit);
            weights(drawn).forEach((group, weight) -> assertEquals(25, weight, 0.2, group));
            assertTrue(drawn.size() <= 100 && drawn.size() >= 97, "examples: " + drawn.size());
        }
    }

    @Test
    void drawsDifferWhereThereIsAChoice() {
        put(300, "a", "mail");
        put(30, "b", "mail");
        SliceGroups groups = groups();
        Set<String> seen = new HashSet<>();
        for (int refit = 0; refit < groups.refits(); refit++) {
            groups.drawn(refit).examples().forEach(e -> seen.add(e.id()));
        }
        assertTrue(seen.size() > 30 + 150, "10 draws of 30 of 300 and all of 30: " + seen.size());
        assertEquals(ids(groups.drawn(3)), ids(groups().drawn(3)));
        assertNotEquals(ids(groups.drawn(3)), ids(groups.drawn(4)));
    }

    private static Set<String> ids(TrainingSet set) {
        Set<String> ids = new HashSet<>();
        set.examples().forEach(e -> ids.add(e.id()));
        return ids;
    }

    @Test
    void everyExampleIsLeftOutOfOneDrawAndNeverLearnedThere() {
        put(70, "a", "mail");
        put(3, "a", "chat");
        put(33, "b", "mail");
        Kept kept = set.keep();
        SliceGroups groups = new SliceGroups(kept, CHANNEL);
        Set<String> asked = new HashSet<>();
        for (SliceGroups.LeftOutOf leftOut : groups.leftOut(1000)) {
            String id = kept.id(leftOut.example());
            assertTrue(asked.add(id), id);
            assertTrue(groups.drawn(leftOut.refit()).find(id).isEmpty(), id);
            assertEquals(1, leftOut.factor());
        }
        assertEquals(106, asked.size());
    }

    @Test
    void exampleOfASmallGroupCountsForTenAtMost() {
        put(200, "a", "mail");
        put(200, "b", "chat");
        put(1, "b", "mail");
        put(3, "a", "chat");
        SliceGroups groups = groups();
        assertEquals(20, groups.common());
        Map<String, Double> weights = weights(groups.drawn(5));
        assertEquals(10, weights.get("b-mail"));
        assertEquals(20, weights.get("a-mail"));
        assertEquals(20, weights.get("a-chat"), 0.1);
    }

    @Test
    void weightsOfExamplesStillCount() {
        put(40, "a", "mail");
        put(20, "b", "mail");
        set.put("b-mail-0", new Target.Label("b"), 100, Map.of("channel", "mail"), Features.quantise(1, 0));
        set.put("b-mail-1", new Target.Label("b"), 0, Map.of("channel", "mail"), Features.quantise(1, 0));
        Map<String, Double> heaviest = new HashMap<>();
        for (int refit = 0; refit < 10; refit++) {
            groups().drawn(refit).examples().forEach(e -> heaviest.merge(e.id(), e.weight(), Math::max));
        }
        assertEquals(100, heaviest.get("b-mail-0"));
        assertEquals(null, heaviest.get("b-mail-1"));
    }

    @Test
    void ofLargeGroupsSomeAreAskedForAll() {
        put(1000, "a", "mail");
        put(50, "b", "mail");
        Map<Double, Integer> factors = new TreeMap<>();
        groups().leftOut(200).forEach(leftOut -> factors.merge(leftOut.factor(), 1, Integer::sum));
        assertEquals(Map.of(10.0, 100, 1.0, 50), factors);
    }

    @Test
    void onlyExamplesOfTheirGroupsAlwaysTeach() {
        put(1, "a", "mail");
        put(1, "b", "mail");
        SliceGroups groups = groups();
        assertEquals(1, groups.refits());
        assertEquals(2, groups.drawn(0).size());
        assertEquals(List.of(), groups.leftOut(100));
    }
}
