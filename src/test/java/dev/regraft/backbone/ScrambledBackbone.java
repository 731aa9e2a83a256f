package dev.regraft.backbone;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.UnsafeByteOperations;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.onnx.EncoderFile;
import dev.regraft.onnx.EncoderSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * MiniLM with scrambled weights: the numbers of each tensor of weights in a random order, from a seed. It has the layers, the tokenizer and
 * the distributions of weights of the real one, and knows no language; but texts of the same words still have like features.
 */
public final class ScrambledBackbone implements AutoCloseable {

    private static final String NAME = "all-minilm-l6-v2";
    private static final int MOST_TOKENS = 256;
    private static final int ROWS = 32;

    private final TextTokenizer tokenizer;
    private final EncoderSession session;
    private final TextNetwork network;

    private ScrambledBackbone(TextTokenizer tokenizer, EncoderSession session) {
        this.tokenizer = tokenizer;
        this.session = session;
        this.network = new TextNetwork(session, false);
    }

    /** @param folder where its file is written, 90 MB */
    public static ScrambledBackbone of(long seed, Path folder) throws IOException {
        Path encoder = folder.resolve("scrambled-" + seed + ".onnx");
        Path composed = folder.resolve("scrambled-" + seed + "-composed.onnx");
        try (InputStream model = resource(NAME + ".onnx"); InputStream json = resource(NAME + "-tokenizer.json")) {
            ModelProto.Builder scrambled = ModelProto.parseFrom(model.readAllBytes()).toBuilder();
            scramble(scrambled.getGraphBuilder(), new SplittableRandom(seed));
            try (var out = Files.newOutputStream(encoder)) {
                scrambled.build().writeTo(out);
            }
            EncoderFile.compose(encoder, null, dev.regraft.onnx.Pooling.MEAN, composed);
            return new ScrambledBackbone(new TextTokenizer(json.readAllBytes(), MOST_TOKENS, 0), EncoderSession.open(composed));
        } finally {
            Files.deleteIfExists(encoder);
            Files.deleteIfExists(composed);
        }
    }

    private static InputStream resource(String name) {
        return ScrambledBackbone.class.getClassLoader().getResourceAsStream(name);
    }

    private static void scramble(GraphProto.Builder graph, SplittableRandom random) {
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            TensorProto tensor = graph.getInitializer(i);
            if (tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE && !tensor.getRawData().isEmpty()) {
                graph.setInitializer(i, tensor.toBuilder().setRawData(UnsafeByteOperations.unsafeWrap(shuffled(tensor, random))));
            }
        }
    }

    private static ByteBuffer shuffled(TensorProto tensor, SplittableRandom random) {
        byte[] bytes = tensor.getRawData().toByteArray();
        FloatBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        for (int i = numbers.capacity() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            float number = numbers.get(i);
            numbers.put(i, numbers.get(j)).put(j, number);
        }
        return ByteBuffer.wrap(bytes);
    }

    /** The features of texts, in order. */
    public List<Features> extract(List<String> texts) {
        List<Tokens> tokens = texts.stream().map(tokenizer::encode).toList();
        Map<Integer, List<Integer>> byLength = new HashMap<>();
        IntStream.range(0, tokens.size()).forEach(i -> byLength.computeIfAbsent(tokens.get(i).length(), _ -> new ArrayList<>()).add(i));
        Features[] features = new Features[tokens.size()];
        for (List<Integer> places : byLength.values()) {
            for (int from = 0; from < places.size(); from += ROWS) {
                List<Integer> run = places.subList(from, Math.min(from + ROWS, places.size()));
                List<Features> made = network.run(run.stream().map(tokens::get).toList());
                for (int i = 0; i < run.size(); i++) {
                    features[run.get(i)] = made.get(i);
                }
            }
        }
        return List.of(features);
    }

    /** A space that only this one's vectors live in. */
    public FeatureSpace space() {
        return new FeatureSpace("scrambled", "5c".repeat(32), session.dimension());
    }

    @Override
    public void close() {
        session.close();
        tokenizer.close();
    }
}
