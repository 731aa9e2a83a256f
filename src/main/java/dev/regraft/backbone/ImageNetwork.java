package dev.regraft.backbone;

import dev.regraft.feature.Features;
import dev.regraft.onnx.ImageSession;
import java.util.List;

/**
 * An image network as a lane runs it.
 *
 * @param maxRows most images of one run
 */
record ImageNetwork(ImageSession session, int maxRows) implements Network {

    @Override
    public List<Features> run(List<? extends PreparedInput> rows) {
        float[] vectors = session.run(rows.stream().map(row -> ((FramedImage) row).rgb()).toList());
        return Network.quantised(vectors, rows.size(), session.dimension());
    }
}
