package dev.regraft.backbone;

import dev.regraft.backbone.Frame.Filter;
import dev.regraft.backbone.Frame.Resizing;
import dev.regraft.onnx.ImageInput;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What is done to images for networks that are well known, told by their names and by how they take images, where no file says it.
 *
 * @param name what a backbone's name or source has in it, in lower case
 * @param planes whether the network takes planes of colours, as those of torch do; those of Keras take pixels
 * @param side of its images, where its file leaves that open
 * @param margin the shorter side of a resized image by that of the one cut out; 0 if an image is resized to the square as it is
 * @param source who says so
 */
record KnownPreprocessing(Pattern name, boolean planes, int side, double margin, Filter filter, double rescale, List<Double> mean,
        List<Double> deviation, boolean blueFirst, String source) {

    private static final double BYTE = 1 / 255.0;
    private static final double USUAL_MARGIN = 256 / 224.0;
    private static final List<Double> ZERO = List.of(0.0, 0.0, 0.0);
    private static final List<Double> ONE = List.of(1.0, 1.0, 1.0);
    private static final List<Double> LITE_MEAN = List.of(127.0, 127.0, 127.0);
    private static final List<Double> LITE_DEVIATION = List.of(128.0, 128.0, 128.0);
    private static final List<Double> CLIP_MEAN = List.of(0.48145466, 0.4578275, 0.40821073);
    private static final List<Double> CLIP_DEVIATION = List.of(0.26862954, 0.26130258, 0.27577711);
    private static final List<Double> CAFFE_MEAN = List.of(123.68, 116.779, 103.939);

    /** Names as they are written, the most special first. */
    private static final List<KnownPreprocessing> ALL = List.of(
            any("efficientnet.?lite", true, 224, USUAL_MARGIN, Filter.BICUBIC, 1, LITE_MEAN, LITE_DEVIATION, "TensorFlow TPU's EfficientNet-Lite"),
            any("efficientnet.?lite", false, 224, USUAL_MARGIN, Filter.BICUBIC, 1, LITE_MEAN, LITE_DEVIATION, "TensorFlow TPU's EfficientNet-Lite"),
            torch("inception.?v3", 299, 342 / 299.0, Filter.BILINEAR, "torchvision's Inception_V3_Weights.IMAGENET1K_V1"),
            torch("efficientnet", 224, USUAL_MARGIN, Filter.BICUBIC, "torchvision's EfficientNet_B0_Weights.IMAGENET1K_V1"),
            any("\\bclip\\b", true, 224, 1, Filter.BICUBIC, BYTE, CLIP_MEAN, CLIP_DEVIATION, "OpenAI's CLIP"),
            any("\\bsiglip", true, 224, 0, Filter.BICUBIC, BYTE, PreprocessingReader.HALF, PreprocessingReader.HALF, "Google's SigLIP"),
            torch("\\bdino.?v?[23]?\\b", 224, USUAL_MARGIN, Filter.BICUBIC, "Meta's DINOv2"),
            any("\\bvit\\b.*patch\\d+", true, 224, 0, Filter.BILINEAR, BYTE, PreprocessingReader.HALF, PreprocessingReader.HALF, "Google's ViT"),
            torch("vgg|resnet|resnext|mobilenet|densenet|squeezenet|shufflenet|mnasnet|regnet|convnext|googlenet|alexnet|\\bvit|\\bswin", 224,
                    USUAL_MARGIN, Filter.BILINEAR, "torchvision's IMAGENET1K_V1 weights"),
            keras("efficientnet|mobilenet.?v3|convnext|regnet", 224, 1, ZERO, ONE, false, "raw: it rescales itself"),
            keras("resnet\\d*.?v2|mobilenet|\\bnasnet", 224, 1 / 127.5, ONE, ONE, false, "tf"),
            keras("inception|xception", 299, 1 / 127.5, ONE, ONE, false, "tf"),
            keras("vgg|resnet", 224, 1, CAFFE_MEAN, ONE, true, "caffe"),
            keras("densenet", 224, BYTE, PreprocessingReader.IMAGENET_MEAN, PreprocessingReader.IMAGENET_DEVIATION, false, "torch"));

    private static KnownPreprocessing any(String name, boolean planes, int side, double margin, Filter filter, double rescale, List<Double> mean,
            List<Double> deviation, String source) {
        return new KnownPreprocessing(Pattern.compile(name), planes, side, margin, filter, rescale, mean, deviation, false, source);
    }

    private static KnownPreprocessing torch(String name, int side, double margin, Filter filter, String source) {
        return any(name, true, side, margin, filter, BYTE, PreprocessingReader.IMAGENET_MEAN, PreprocessingReader.IMAGENET_DEVIATION, source);
    }

    /** By keras.applications.imagenet_utils.preprocess_input. */
    private static KnownPreprocessing keras(String name, int side, double rescale, List<Double> mean, List<Double> deviation, boolean blueFirst,
            String mode) {
        return new KnownPreprocessing(Pattern.compile(name), false, side, 0, Filter.BILINEAR, rescale, mean, deviation, blueFirst,
                "Keras' preprocess_input, mode " + mode);
    }

    /**
     * What is done for a network of that name.
     *
     * @param name whatever tells what network it is
     */
    static Preprocessing of(String name, ImageInput input) {
        String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
        if (input.takesBytes()) {
            return any("", input.planes(), 224, 0, Filter.BILINEAR, 1, ZERO, ONE, "").of(input, "assumed: the network takes bytes");
        }
        return ALL.stream().filter(known -> known.planes == input.planes() && known.name.matcher(lower).find()).findFirst()
                .map(known -> known.of(input, "known: " + known.source)).orElseGet(() -> assumed(input));
    }

    private static Preprocessing assumed(ImageInput input) {
        return input.planes() ? torch("", 224, USUAL_MARGIN, Filter.BILINEAR, "").of(input, "assumed: the usual for ImageNet")
                : any("", false, 224, 0, Filter.BILINEAR, BYTE, ZERO, ONE, "").of(input, "assumed: the usual of TensorFlow Hub");
    }

    private Preprocessing of(ImageInput input, String from) {
        int height = (int) (input.height() > 0 ? input.height() : side);
        int width = (int) (input.width() > 0 ? input.width() : side);
        Resizing resizing = margin == 0 || height != width ? new Resizing.Exactly(height, width, filter)
                : new Resizing.ShorterSide((int) Math.floor(height * margin + 1e-9), filter);
        return new Preprocessing(new Frame(resizing, height, width), rescale, mean, deviation, blueFirst, from);
    }
}
