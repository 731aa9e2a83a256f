package dev.regraft.backbone;

import dev.regraft.feature.Features;
import dev.regraft.onnx.ImageSession;
import java.util.List;

/** An image network as a lane runs it. */
record ImageNetwork(ImageSession session) implements Network {

    @Override
    public int maxRows() {
        return Integer.MAX_VALUE;
    }

    @Override
    public List<Features> run(List<? extends PreparedInput> rows) {
        float[] vectors = session.run(rows.stream().map(row -> ((SquareImage) row).rgb()).toList());
        return Network.quantised(vectors, rows.size(), session.dimension());
    }
}
