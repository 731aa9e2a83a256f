package dev.regraft.backbone;

/**
 * Along one side of an image: which of its pixels each pixel of a frame is made of, and how much each counts.
 *
 * @param firsts of the pixels, for each of the frame's
 * @param counts how many, for each of the frame's
 * @param weights in 1/2²², {@code most} for each of the frame's pixels, of which as many are used as it has
 * @param most the largest count
 */
record Taps(int[] firsts, int[] counts, int[] weights, int most) {

    /** Behind the binary point of a weight. */
    static final int BITS = 22;

    private static final double ONE = 1 << BITS;

    /**
     * The middle of a side that is resized.
     *
     * @param length of the side, in pixels
     * @param resized what it becomes
     * @param kept how many of these, in the middle: Python's {@code round}, halves to even
     * @param filter not used if the length stays what it was
     */
    static Taps of(int length, long resized, int kept, Frame.Filter filter) {
        int offset = (int) Math.rint((resized - kept) / 2.0);
        double scale = (double) length / resized;
        boolean single = length == resized || filter == Frame.Filter.NEAREST;
        double stretch = Math.max(1, scale);
        double reach = single ? 0 : (filter == Frame.Filter.BICUBIC ? 2 : 1) * stretch;
        Taps taps = new Taps(new int[kept], new int[kept], new int[kept * ((int) Math.ceil(reach) * 2 + 1)], (int) Math.ceil(reach) * 2 + 1);
        for (int i = 0; i < kept; i++) {
            double centre = (offset + i + 0.5) * scale;
            if (single) {
                taps.put(i, (int) centre, new double[] {1}, 1);
            } else {
                taps.mix(i, centre, reach, stretch, length, filter);
            }
        }
        return taps;
    }

    private void mix(int i, double centre, double reach, double stretch, int length, Frame.Filter filter) {
        int from = Math.max(0, (int) (centre - reach + 0.5));
        int to = Math.min(length, (int) (centre + reach + 0.5));
        double[] shares = new double[to - from];
        double sum = 0;
        for (int x = 0; x < shares.length; x++) {
            shares[x] = share((x + from - centre + 0.5) * (1 / stretch), filter);
            sum += shares[x];
        }
        put(i, from, shares, sum);
    }

    private void put(int i, int first, double[] shares, double sum) {
        firsts[i] = first;
        counts[i] = shares.length;
        for (int tap = 0; tap < shares.length; tap++) {
            double weight = (sum == 0 ? shares[tap] : shares[tap] / sum) * ONE;
            weights[i * most + tap] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
        }
    }

    /** A tent, or Keys' cubic with a = −½. */
    private static double share(double distance, Frame.Filter filter) {
        double x = Math.abs(distance);
        if (filter == Frame.Filter.BILINEAR) {
            return x < 1 ? 1 - x : 0;
        }
        double a = -0.5;
        return x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }

    int first(int i) {
        return firsts[i];
    }

    int count(int i) {
        return counts[i];
    }

    int weight(int i, int tap) {
        return weights[i * most + tap];
    }

    /** Behind the last pixel that is used. */
    int end() {
        return firsts[firsts.length - 1] + counts[counts.length - 1];
    }
}
