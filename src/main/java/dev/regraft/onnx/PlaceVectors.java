package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the tensor at the cut becomes one vector for each row, in the graph, and in plain Java to hold the graph against.
 *
 * <p>{@code batch × d} is a vector already. Of {@code batch × tokens × d} the first token stands for the whole where there is one: tokens
 * whose number is a square are the places of an image and nothing else. Of {@code batch × channels × height × width}, or with the
 * channels last, the mean is taken over the places.
 */
final class PlaceVectors {

    private static final String PREFIX = "regraft/";

    private final String tensor;
    private final int type;
    private final int rank;
    private final int channelAxis;
    private final long dimension;
    private final PlacePooling pooling;

    private PlaceVectors(String tensor, GraphShapes.Tensor found, int channelAxis, PlacePooling pooling) {
        this.tensor = tensor;
        this.type = found.type();
        this.rank = found.shape().length;
        this.channelAxis = channelAxis;
        this.dimension = found.shape()[channelAxis];
        this.pooling = pooling;
    }

    /**
     * Of a tensor at which the network is cut.
     *
     * @param said how its places become one; null if that is to be found out
     * @throws UnusableModelException if there is no way
     */
    static PlaceVectors of(String tensor, GraphShapes.Tensor found, PlacePooling said) {
        long[] shape = found.shape();
        if (shape.length < 2 || shape.length > 4) {
            throw new UnusableModelException("a tensor must have 2 to 4 axes to be cut at: " + tensor + " " + Arrays.toString(shape));
        }
        int channelAxis = channelAxis(shape);
        if (shape[channelAxis] < 1) {
            throw new UnusableModelException("a tensor must have a number of features that is known to be cut at: " + tensor + " "
                    + Arrays.toString(shape));
        }
        PlacePooling pooling = said != null ? said : shape.length == 3 && hasFirst(shape) ? PlacePooling.CLS : PlacePooling.MEAN;
        if (pooling == PlacePooling.CLS && shape.length != 3) {
            throw new UnusableModelException("pooling cls needs tokens, batch × tokens × d, at the cut: " + tensor + " " + Arrays.toString(shape));
        }
        return new PlaceVectors(tensor, found, channelAxis, pooling);
    }

    private static boolean hasFirst(long[] shape) {
        long side = Math.round(Math.sqrt(Math.max(0, shape[1])));
        return shape[2] > 0 && shape[1] > 1 && side * side != shape[1];
    }

    /** Places are as high as they are wide, or of open number; there are mostly more channels than places in a row. */
    private static int channelAxis(long[] shape) {
        int last = shape.length - 1;
        if (last == 1) {
            return 1;
        }
        if (shape[1] < 1 || shape[last] < 1) {
            return shape[last] < 1 ? 1 : last;
        }
        if (last == 2) {
            return 2;
        }
        boolean planes = shape[2] == shape[3] && shape[1] != shape[2] || !(shape[1] == shape[2] && shape[3] != shape[2]) && shape[1] >= shape[3];
        return planes ? 1 : last;
    }

    /** Length d of a vector. */
    long dimension() {
        return dimension;
    }

    /** Appends the nodes, and gives the name of {@code batch × d}, fp32. GlobalAveragePool adds each row by itself, whatever the batch. */
    String append(GraphProto.Builder graph) {
        String name = tensor;
        if (type != TensorProto.DataType.FLOAT_VALUE) {
            name = add(graph, "Cast", "numbers", name, List.of(), Nodes.attribute("to", TensorProto.DataType.FLOAT_VALUE));
        }
        if (rank == 2) {
            return name;
        }
        if (pooling == PlacePooling.CLS) {
            graph.addNode(Nodes.integer(PREFIX + "zero", 0));
            return add(graph, "Gather", "first", name, List.of(PREFIX + "zero"), Nodes.attribute("axis", 1));
        }
        if (channelAxis != 1) {
            List<Long> axes = new ArrayList<>(IntStream.range(0, rank).mapToObj(Long::valueOf).toList());
            axes.add(1, axes.removeLast());
            name = add(graph, "Transpose", "channels first", name, List.of(), Nodes.attributes("perm", axes));
        }
        name = add(graph, pooling == PlacePooling.MEAN ? "GlobalAveragePool" : "GlobalMaxPool", "pooled", name, List.of());
        return add(graph, "Flatten", "vector", name, List.of(), Nodes.attribute("axis", 1));
    }

    private static String add(GraphProto.Builder graph, String operator, String output, String input, List<String> more,
            AttributeProto... attributes) {
        List<String> inputs = new ArrayList<>(List.of(input));
        inputs.addAll(more);
        graph.addNode(Nodes.node(operator, PREFIX + output, inputs, attributes));
        return PREFIX + output;
    }

    /** The features, {@code rows × d}, each row of norm 1, of what the whole network has at the cut. */
    float[] reference(Probe.Result states) {
        int rows = (int) states.shape()[0];
        int perRow = states.values().length / rows;
        int width = (int) dimension;
        int places = pooling == PlacePooling.CLS ? 1 : perRow / width;
        int step = channelAxis == 1 && rank > 2 ? places : 1;
        float[] features = new float[rows * width];
        for (int row = 0; row < rows; row++) {
            double[] vector = new double[width];
            for (int i = 0; i < width; i++) {
                vector[i] = pooled(states.values(), row * perRow + i * step, places, step == 1 ? width : 1);
            }
            ReferenceFeatures.putUnit(vector, features, row * width);
        }
        return features;
    }

    private double pooled(float[] values, int first, int places, int apart) {
        double sum = 0;
        double largest = Double.NEGATIVE_INFINITY;
        for (int place = 0; place < places; place++) {
            sum += values[first + place * apart];
            largest = Math.max(largest, values[first + place * apart]);
        }
        return pooling == PlacePooling.MAX ? largest : sum / places;
    }
}
