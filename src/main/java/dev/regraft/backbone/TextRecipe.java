package dev.regraft.backbone;

import dev.regraft.model.Asset;
import dev.regraft.model.Sha256;
import dev.regraft.onnx.EncoderFile;
import dev.regraft.onnx.Pooling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How a text backbone is made. Everything here but names and places decides the features' bits.
 *
 * @param model the encoder's ONNX file
 * @param tokenizer its {@code tokenizer.json}
 * @param cut the tensor behind which it is cut; null for the recommended one
 * @param maxTokens tokens read of a text, special ones included; the rest is cut off
 * @param rowAtATime whether each text must run alone: its features depend on batch neighbours, or the network takes one only
 * @param fill id of the token that stands for a text of none, and for padding where a network takes one length only
 */
record TextRecipe(
        String name,
        String source,
        Asset model,
        Asset tokenizer,
        String cut,
        Pooling pooling,
        int maxTokens,
        boolean rowAtATime,
        long fill) implements Recipe {

    /** Raised when the code that prepares or runs a backbone changes the features' bits. */
    private static final int PREPARATION_VERSION = 1;

    private static final String MINILM = "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e";
    private static final String MINILM_Q = "afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1";
    private static final String MINILM_TOKENIZER = "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0";
    private static final String BGE = "828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35";
    private static final String BGE_Q = "6c9c6101a956d62dfb5e7190c538226c0c5bb9cb27b651234b6df063ee7dbfe4";
    private static final String BGE_TOKENIZER = "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66";

    /** Those that come with the service; their files are in the artifacts {@code dev.langchain4j:langchain4j-embeddings-*}. */
    static final List<TextRecipe> KNOWN = List.of(
            known("all-minilm-l6-v2", MINILM, MINILM_TOKENIZER, Pooling.MEAN, 256),
            known("all-minilm-l6-v2-q", MINILM_Q, MINILM_TOKENIZER, Pooling.MEAN, 256),
            known("bge-small-en-v1.5", BGE, BGE_TOKENIZER, Pooling.CLS, 512),
            known("bge-small-en-v1.5-q", BGE_Q, BGE_TOKENIZER, Pooling.CLS, 512));

    private static TextRecipe known(String name, String modelSha256, String tokenizerSha256, Pooling pooling, int maxTokens) {
        boolean dynamicallyQuantised = name.endsWith("-q");
        return new TextRecipe(name, "classpath:" + name + ".onnx", new Asset.Resource(name + ".onnx", modelSha256),
                new Asset.Resource(name + "-tokenizer.json", tokenizerSha256), null, pooling, maxTokens, dynamicallyQuantised, 0);
    }

    @Override
    public String modality() {
        return "text";
    }

    @Override
    public Integer maxLength() {
        return maxTokens;
    }

    @Override
    public String poolingWord() {
        return pooling.word();
    }

    @Override
    public void compose(Path source, Path target) throws IOException {
        EncoderFile.compose(source, cut, pooling, target);
    }

    @Override
    public LaneBackbone open(PreparedFiles files, ImageDecoder images, Lanes lanes) throws IOException {
        return TextBackbone.open(this, files, lanes);
    }

    @Override
    public String digest() {
        String decisive = """
                preparation %d
                model %s
                tokenizer %s
                pooling %s
                norm l2
                max-tokens %d
                batch %s
                """.formatted(PREPARATION_VERSION, model.sha256(), tokenizer.sha256(), poolingWord(), maxTokens,
                rowAtATime ? "one-row" : "equal-length");
        return Sha256.of(decisive + (cut == null ? "" : "cut " + cut + "\n") + (fill == 0 ? "" : "fill " + fill + "\n"));
    }
}
