package dev.regraft.train;

/**
 * A multiset of 32-bit hashes, of 4 to 11 bytes each: tells whether something equal may have been seen. Open addressing with linear probing;
 * 0 marks a free place. One writer thread, which also reads.
 */
final class Fingerprints {

    private static final int LEAST_PLACES = 16;

    private int[] places = new int[LEAST_PLACES];
    private int size;

    /** Hashes 0 and 1 are one. */
    private static int marked(int hash) {
        return hash == 0 ? 1 : hash;
    }

    private int home(int mark) {
        return (mark * 0x9E3779B9) >>> Integer.numberOfLeadingZeros(places.length - 1);
    }

    /** How many are in, equal ones counted each. */
    int size() {
        return size;
    }

    void add(int hash) {
        if (4 * (size + 1) > 3 * places.length) {
            resize();
        }
        place(marked(hash));
        size++;
    }

    private void place(int mark) {
        int at = home(mark);
        while (places[at] != 0) {
            at = at + 1 & places.length - 1;
        }
        places[at] = mark;
    }

    private void resize() {
        int[] former = places;
        places = new int[2 * former.length];
        for (int mark : former) {
            if (mark != 0) {
                place(mark);
            }
        }
    }

    boolean contains(int hash) {
        return places[find(marked(hash))] != 0;
    }

    /** Where that mark stands, or the free place where the search for it ends. */
    private int find(int mark) {
        int at = home(mark);
        while (places[at] != 0 && places[at] != mark) {
            at = at + 1 & places.length - 1;
        }
        return at;
    }

    /** Takes one out that was added. What was moved past its place by it moves back (Knuth, vol. 3, algorithm 6.4 R). */
    void remove(int hash) {
        int free = find(marked(hash));
        if (places[free] == 0) {
            throw new IllegalArgumentException("hash must have been added: " + hash);
        }
        size--;
        for (int at = free + 1 & places.length - 1; places[at] != 0; at = at + 1 & places.length - 1) {
            int home = home(places[at]);
            if ((at - home & places.length - 1) >= (at - free & places.length - 1)) {
                places[free] = places[at];
                free = at;
            }
        }
        places[free] = 0;
    }
}
