package dev.regraft.backbone;

import dev.regraft.feature.Features;
import dev.regraft.feature.RefusedException;
import dev.regraft.onnx.TensorSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A backbone of tensors: its network is given the numbers as they come, each tensor alone, whatever their shapes. */
final class TensorBackbone implements LaneBackbone {

    private final TensorSession session;
    private final LaneNetwork onLanes;

    private TensorBackbone(TensorSession session, LaneNetwork onLanes) {
        this.session = session;
        this.onLanes = onLanes;
    }

    /**
     * A tensor as the network takes it.
     *
     * @param shape with the batch, 1
     */
    private record Prepared(List<Long> shape, double[] data) implements PreparedInput {

        /** They run alone, so it does not matter. */
        @Override
        public int length() {
            return 1;
        }
    }

    /** The network as a lane runs it. A product of one row is reckoned otherwise than one of several, so each tensor runs alone. */
    private record TensorNetwork(TensorSession session) implements Network {

        @Override
        public int maxRows() {
            return 1;
        }

        @Override
        public List<Features> run(List<? extends PreparedInput> rows) {
            Prepared tensor = (Prepared) rows.getFirst();
            return Network.quantised(session.run(tensor.shape(), tensor.data()), 1, session.dimension());
        }
    }

    static TensorBackbone open(TensorRecipe recipe, PreparedFiles files, Lanes lanes) throws IOException {
        Path prepared = files.prepare(recipe);
        TensorSession session = TensorSession.open(prepared);
        try {
            return new TensorBackbone(session, LaneNetwork.of(recipe, prepared, session.dimension(), new TensorNetwork(session), lanes));
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public LaneNetwork onLanes() {
        return onLanes;
    }

    @Override
    public void check(Input input) {
        prepare(input);
    }

    @Override
    public PreparedInput prepare(Input input) {
        return switch (input) {
            case Input.Tensor(List<Long> shape, double[] data) -> prepared(shape, data);
            case Input.Text _, Input.Image _, Input.Vector _ -> throw input.refusedBy(this);
        };
    }

    private Prepared prepared(List<Long> given, double[] data) {
        List<Long> wanted = session.shape();
        List<Long> shape = new ArrayList<>(given);
        if (shape.size() == wanted.size() - 1) {
            shape.addFirst(1L);
        }
        boolean fits = shape.size() == wanted.size() && shape.getFirst() == 1;
        for (int axis = 1; fits && axis < shape.size(); axis++) {
            fits = wanted.get(axis) < 0 || wanted.get(axis).equals(shape.get(axis));
        }
        if (!fits) {
            throw new RefusedException("invalid-input", "tensor.shape", "backbone " + onLanes.recipe().name() + " reads tensors of shape "
                    + wanted.subList(1, wanted.size()) + ", -1 for any length: " + given);
        }
        for (int i = 0; i < data.length; i++) {
            if (!session.takes(data[i])) {
                throw new RefusedException("invalid-input", "tensor.data[" + i + "]", "backbone " + onLanes.recipe().name() + " reads numbers of type "
                        + session.type() + ": " + data[i]);
            }
        }
        return new Prepared(shape, data);
    }

    /** Runs zeros, where the network leaves no length open. */
    @Override
    public void warmUp() {
        List<Long> shape = new ArrayList<>(session.shape());
        shape.set(0, 1L);
        if (shape.stream().allMatch(length -> length > 0)) {
            double[] zeros = new double[Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact))];
            run(List.of(new Prepared(shape, zeros)), Priority.EXTRACT).join();
            onLanes.network().forget();
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
