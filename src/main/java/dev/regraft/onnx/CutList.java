package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lists where a network can be cut. */
public final class CutList {

    private CutList() {
    }

    /**
     * Every tensor at which a network can be cut, in the order in which they are made; one of them is recommended.
     *
     * @param file an ONNX file, which is checked
     * @param scratch folder for a temporary file of its size
     * @throws UnusableModelException if a rule is broken, or the network does not run
     * @throws IOException if a file cannot be read or written
     * @throws IllegalStateException if the service is stopping
     */
    public static List<Cut> of(Path file, Path scratch) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ModelProto model = TokenInputs.canonical(CheckedModel.open(file, arena));
            GraphShapes shapes = GraphShapes.of(model, scratch);
            Trial.ofWhole(model, scratch);
            CutFinder finder = new CutFinder(model, shapes);
            String recommended = finder.recommended();
            List<Cut> cuts = new ArrayList<>();
            for (String tensor : finder.all()) {
                GraphShapes.Tensor found = shapes.get(tensor);
                cuts.add(new Cut(tensor, finder.operator(tensor), ElementType.word(found.type()),
                        Arrays.stream(found.shape()).boxed().toList(), GraphCut.parameters(tensor, model.getGraph()),
                        tensor.equals(recommended)));
            }
            return cuts;
        }
    }
}
