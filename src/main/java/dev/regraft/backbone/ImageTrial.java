package dev.regraft.backbone;

import dev.regraft.onnx.ImageSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What is found out of an image network by running it on this processor.
 *
 * @param mostTogether how many images a run may have: 1 if the features of an image depended on those beside it
 * @param tokensWorth how many tokens of a text take a lane as long as one image
 */
record ImageTrial(int mostTogether, int tokensWorth) {

    /** Of MiniLM, whose runs of 512 tokens take 0.13 s, on the machine that the lanes were tuned on. */
    private static final double NANOS_PER_TOKEN = 250_000;

    /** Tokens of a run; an image that takes longer than half of one runs alone anyway. */
    private static final int USUAL_RUN = 512;

    private static final int[] SIZES = {2, 5, 16};

    /**
     * Runs made-up images alone, and together.
     *
     * @param bytes of an image
     */
    static ImageTrial of(ImageSession session, int bytes) {
        List<byte[]> images = new ArrayList<>(List.of(noise(0, bytes)));
        session.run(images);
        long began = System.nanoTime();
        List<float[]> alone = new ArrayList<>(List.of(session.run(images)));
        int tokens = (int) Math.clamp((System.nanoTime() - began) / NANOS_PER_TOKEN, 1, USUAL_RUN);
        int most = Math.min(session.maxImages(), USUAL_RUN / tokens);
        int together = 1;
        for (int size : SIZES) {
            int some = Math.min(size, most);
            for (int i = images.size(); i < some; i++) {
                images.add(noise(i, bytes));
                alone.add(session.run(List.of(images.getLast())));
            }
            if (some > together && !isSame(session.run(images), alone)) {
                return new ImageTrial(1, tokens);
            }
            together = Math.max(together, some);
        }
        return new ImageTrial(together, tokens);
    }

    private static byte[] noise(int seed, int bytes) {
        byte[] noise = new byte[bytes];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    private static boolean isSame(float[] together, List<float[]> alone) {
        int dimension = alone.getFirst().length;
        for (int i = 0; i < alone.size(); i++) {
            if (!Arrays.equals(together, i * dimension, (i + 1) * dimension, alone.get(i), 0, dimension)) {
                return false;
            }
        }
        return true;
    }
}
