package dev.regraft.backbone;

import dev.regraft.feature.Features;
import dev.regraft.onnx.EncoderSession;
import dev.regraft.onnx.TokenBatch;
import java.util.Arrays;
import java.util.List;

/** An encoder as a lane runs it. */
record TextNetwork(EncoderSession session, boolean rowAtATime) implements Network {

    @Override
    public int maxRows() {
        return rowAtATime ? 1 : Integer.MAX_VALUE;
    }

    @Override
    public List<Features> run(List<? extends PreparedInput> rows) {
        int length = rows.getFirst().length();
        long[] ids = new long[rows.size() * length];
        long[] types = new long[rows.size() * length];
        long[] mask = new long[rows.size() * length];
        for (int row = 0; row < rows.size(); row++) {
            Tokens tokens = (Tokens) rows.get(row);
            System.arraycopy(tokens.ids(), 0, ids, row * length, length);
            System.arraycopy(tokens.types(), 0, types, row * length, length);
            Arrays.fill(mask, row * length, row * length + tokens.count(), 1);
        }
        return Network.quantised(session.run(new TokenBatch(rows.size(), length, ids, mask, types)), rows.size(), session.dimension());
    }
}
