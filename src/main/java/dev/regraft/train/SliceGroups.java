package dev.regraft.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The examples of positive weight in groups: those of one label that have the same values of the slice attributes, lacking one being a value
 * too. Refits see as much of each group as of any other.
 *
 * <p>A group gives a refit the common size of examples: that of the smallest group, but no less than {@value #FLOOR} (else two examples that
 * nobody expected would throw all others away), no more than the largest has, and so few that a refit has {@value #MOST} examples. A group that
 * has fewer gives all it has, and these count for more, up to {@value #GREATEST_FACTOR} times.
 *
 * <p>Every group is spread over the refits as evenly as can be, and each refit leaves its share out. The only example of a group always
 * teaches. All of it depends on the set of examples alone: where there is a choice, the hash of the id and the number of the refit decide.
 */
final class SliceGroups {

    private static final int REFITS = 10;
    /** So many groups give a refit so many examples that a mean of few is as good. */
    private static final int MANY = 1_000;
    private static final int REFITS_OF_MANY = 3;
    private static final int FLOOR = 20;
    private static final int GREATEST_FACTOR = 10;
    private static final int MOST = 1 << 15;

    private final Kept kept;
    /** Indices of the kept examples of each group. */
    private final List<int[]> groups;
    /** Number of the refit that leaves out the first example of each group; the next leaves out the second. */
    private final int[] first;
    private final int refits;
    private final int common;

    /** What an example says and is. */
    private record Group(List<String> labels, List<String> values) {
    }

    SliceGroups(Kept kept, List<String> slices) {
        this.kept = kept;
        this.groups = groups(kept, slices);
        this.first = new int[groups.size()];
        int spread = 0;
        for (int g = 0; g < first.length; g++) {
            first[g] = spread;
            spread += isSpread(g) ? groups.get(g).length : 0;
        }
        this.refits = Math.clamp(spread, 1, groups.size() > MANY ? REFITS_OF_MANY : REFITS);
        this.common = common(groups.stream().mapToInt(group -> group.length).toArray());
    }

    private static List<int[]> groups(Kept kept, List<String> slices) {
        Map<Group, Integer> numbers = new HashMap<>();
        List<List<Integer>> members = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            if (kept.weight64(i) > 0) {
                Map<String, String> attributes = kept.attributes(i);
                Group group = new Group(kept.target(i).labels(), Arrays.asList(slices.stream().map(attributes::get).toArray(String[]::new)));
                int number = numbers.computeIfAbsent(group, _ -> numbers.size());
                if (number == members.size()) {
                    members.add(new ArrayList<>());
                }
                members.get(number).add(i);
            }
        }
        return members.stream().map(some -> some.stream().mapToInt(Integer::intValue).toArray()).toList();
    }

    private static int common(int[] sizes) {
        int smallest = Arrays.stream(sizes).min().orElse(0);
        int largest = Arrays.stream(sizes).max().orElse(0);
        int most = Math.max(2, MOST / Math.max(1, sizes.length));
        return Math.min(Math.max(smallest, Math.min(FLOOR, largest)), most);
    }

    private boolean isSpread(int group) {
        return groups.get(group).length > 1;
    }

    int size() {
        return groups.size();
    }

    /** How many refits there are, at least 1. */
    int refits() {
        return refits;
    }

    /** How many examples a group gives a refit. */
    int common() {
        return common;
    }

    /** The set that a refit learns from. */
    TrainingSet drawn(int refit) {
        TrainingSet set = new TrainingSet(kept.space());
        for (int g = 0; g < groups.size(); g++) {
            int[] taught = others(g, refit);
            int[] drawn = taught.length <= common ? taught : drawn(taught, refit);
            double factor = Math.min(GREATEST_FACTOR, (double) common / drawn.length);
            for (int i : drawn) {
                Example example = kept.example(i);
                set.put(example.id(), example.target(), Math.min(Example.WEIGHT_LIMIT, factor * example.weight()), example.features());
            }
        }
        return set;
    }

    private int[] drawn(int[] group, int refit) {
        return Arrays.stream(group).boxed().sorted(Comparator.comparingLong(i -> mixed(kept.hash(i), refit))).limit(common)
                .mapToInt(Integer::intValue).toArray();
    }

    /** Another order of the hashes for every refit (the finaliser of SplitMix64, Steele, Lea and Flood, OOPSLA 2014). */
    private static long mixed(long hash, int refit) {
        long z = hash + (refit + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** Those of a group that a refit may learn. */
    private int[] others(int group, int refit) {
        int[] members = groups.get(group);
        return !isSpread(group) ? members
                : IntStream.range(0, members.length).filter(rank -> refitWithout(group, rank) != refit).map(rank -> members[rank]).toArray();
    }

    private int refitWithout(int group, int rank) {
        return (first[group] + rank) % refits;
    }

    /**
     * Examples that some refit leaves out: the first ones of each group, in order.
     *
     * @param asked about how many together; where there are more groups, some have none
     */
    List<LeftOutOf> leftOut(int asked) {
        List<LeftOutOf> all = new ArrayList<>();
        int most = Math.max(1, asked / groups.size());
        for (int g = 0; g < groups.size() && all.size() < asked; g++) {
            int[] members = groups.get(g);
            int count = isSpread(g) ? Math.min(most, members.length) : 0;
            for (int rank = 0; rank < count; rank++) {
                all.add(new LeftOutOf(members[rank], refitWithout(g, rank), (double) members.length / count));
            }
        }
        return all;
    }

    /**
     * An example that a refit leaves out.
     *
     * @param example of the kept ones
     * @param factor how many of its group it speaks for
     */
    record LeftOutOf(int example, int refit, double factor) {
    }
}
