package dev.regraft.train;

import java.util.Arrays;

/**
 * Which examples are held out together: every label is spread over the folds as evenly as can be, in the order of the examples, which is a
 * fixed shuffle. Where examples have one label each, the only one of a label is in no fold: it always teaches.
 *
 * @param order the examples arranged fold by fold, those in no fold last
 * @param ends where in that order each fold ends; the first begins at 0
 */
record Folds(int[] order, int[] ends) {

    private static final int FEW = 2000;
    private static final int FOLDS_OF_FEW = 10;
    private static final int FOLDS = 5;
    /** So many held-out examples tell two heads apart well enough. */
    private static final int HELD_OUT = 3000;
    /** Most numbers that held-out examples may be scored by. */
    private static final int SCORES_LIMIT = 1 << 22;

    /**
     * @param labels index of the label of each example
     * @param others how many examples of each of the C labels there are beside, which always teach
     */
    static Folds of(int[] labels, int[] others) {
        int classes = others.length;
        int[] members = others.clone();
        for (int label : labels) {
            members[label]++;
        }
        int usable = (int) Arrays.stream(labels).filter(label -> members[label] > 1).count();
        int count = Math.min(usable, count(labels.length, heldOut(classes)));
        return arrange(folds(labels, members, 2, count), count);
    }

    /**
     * Of examples that may have any number of labels: every one is in a fold, and those that share their rarest label are spread as evenly
     * as can be.
     *
     * @param labels indices of the labels of each example
     * @param classes C, how many labels there are
     */
    static Folds ofMany(int[][] labels, int classes) {
        int[] members = new int[classes];
        for (int[] some : labels) {
            for (int label : some) {
                members[label]++;
            }
        }
        int[] rarest = Arrays.stream(labels).mapToInt(some -> rarest(some, members)).toArray();
        int[] sizes = new int[classes + 1];
        for (int group : rarest) {
            sizes[group]++;
        }
        int count = Math.min(labels.length, count(labels.length, heldOut(classes)));
        return arrange(folds(rarest, sizes, 1, count), count);
    }

    /** The label with the fewest members, the first of equal ones; behind all labels if there is none. */
    private static int rarest(int[] labels, int[] members) {
        int rarest = members.length;
        for (int label : labels) {
            rarest = rarest == members.length || members[label] < members[rarest] ? label : rarest;
        }
        return rarest;
    }

    private static int count(int examples, int heldOut) {
        return Math.max(examples <= FEW ? FOLDS_OF_FEW : FOLDS, examples / heldOut);
    }

    private static int heldOut(int classes) {
        return Math.clamp(SCORES_LIMIT / Math.max(1, classes), 1, HELD_OUT);
    }

    /** The fold of each example; {@code count} for none, where a label has fewer than {@code least} members. */
    private static int[] folds(int[] labels, int[] members, int least, int count) {
        int[] next = new int[members.length];
        int start = 0;
        for (int k = 0; k < members.length; k++) {
            next[k] = start;
            start += members[k] >= least ? members[k] : 0;
        }
        int[] folds = new int[labels.length];
        for (int i = 0; i < folds.length; i++) {
            folds[i] = members[labels[i]] >= least ? next[labels[i]]++ % count : count;
        }
        return folds;
    }

    private static Folds arrange(int[] folds, int count) {
        int[] ends = new int[count + 1];
        for (int fold : folds) {
            ends[fold]++;
        }
        Arrays.parallelPrefix(ends, Integer::sum);
        int[] next = new int[count + 1];
        System.arraycopy(ends, 0, next, 1, count);
        int[] order = new int[folds.length];
        for (int i = 0; i < folds.length; i++) {
            order[next[folds[i]]++] = i;
        }
        return new Folds(order, Arrays.copyOf(ends, count));
    }

    /** How many examples are in a fold. */
    int usable() {
        return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    /** How many folds, from the first on, are enough to be held out. */
    int evaluated(int classes) {
        int wanted = Math.min(usable(), heldOut(classes));
        int count = 0;
        while (count < ends.length && (count == 0 || ends[count - 1] < wanted)) {
            count++;
        }
        return count;
    }

    /** Where in the order a fold begins. */
    int from(int fold) {
        return fold == 0 ? 0 : ends[fold - 1];
    }
}
