package dev.regraft.backbone;

import dev.regraft.feature.Features;
import dev.regraft.onnx.EncoderSession;
import dev.regraft.onnx.TokenBatch;
import java.util.ArrayList;
import java.util.List;

/** An encoder as a lane runs it. */
record TextNetwork(EncoderSession session, boolean rowAtATime) implements Network {

    @Override
    public int maxRows() {
        return rowAtATime ? 1 : Integer.MAX_VALUE;
    }

    @Override
    public List<Features> run(List<Tokens> rows) {
        int length = rows.getFirst().length();
        long[] ids = new long[rows.size() * length];
        long[] types = new long[rows.size() * length];
        for (int row = 0; row < rows.size(); row++) {
            System.arraycopy(rows.get(row).ids(), 0, ids, row * length, length);
            System.arraycopy(rows.get(row).types(), 0, types, row * length, length);
        }
        return quantised(session.run(TokenBatch.unpadded(rows.size(), length, ids, types)), rows.size());
    }

    private List<Features> quantised(float[] vectors, int rows) {
        List<Features> features = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            features.add(Features.quantise(vectors, row * session.dimension(), session.dimension()));
        }
        return features;
    }
}
