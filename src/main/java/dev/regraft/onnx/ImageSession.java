package dev.regraft.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An image network open in ONNX Runtime: squares of pixels in, features out. Thread-safe; on the processors each run uses the
 * calling thread and no other, so as many threads as there are processors share one session.
 */
public final class ImageSession implements AutoCloseable {

    private final OrtEnvironment environment;
    private final SharedSession session;
    private final int dimension;
    private final long[] shape;

    private ImageSession(SharedSession shared) throws OrtException {
        OrtSession session = shared.session();
        if (!session.getInputNames().equals(Set.of(PixelNodes.PIXELS)) || !session.getOutputNames().equals(Set.of(FeatureNodes.FEATURES))) {
            throw new UnusableModelException("file must be a composed image network: " + session.getInputNames() + " → "
                    + session.getOutputNames());
        }
        this.environment = OnnxRuntime.environment();
        this.session = shared;
        this.dimension = Math.toIntExact(((TensorInfo) session.getOutputInfo().get(FeatureNodes.FEATURES).getInfo()).getShape()[1]);
        this.shape = ((TensorInfo) session.getInputInfo().get(PixelNodes.PIXELS).getInfo()).getShape();
    }

    /**
     * Opens a file that {@link ImageFile} has composed.
     *
     * @throws UnusableModelException if the runtime cannot load it, or it is not such a file
     * @throws IllegalStateException if the service is stopping
     */
    public static ImageSession open(Path file) {
        return SharedSession.open(file, ImageSession::new);
    }

    /** Most images of a run: 1 where the network takes no more. */
    public int maxImages() {
        return shape[0] == 1 ? 1 : Integer.MAX_VALUE;
    }

    /** Length d of a feature vector. */
    public int dimension() {
        return dimension;
    }

    /**
     * Makes features on the calling thread.
     *
     * @param images each {@code height × width × 3} as the network takes it, row-major; at least one
     * @return {@code images × d}, row-major, each row of norm 1
     * @throws UnusableModelException if the runtime fails
     * @throws IllegalStateException if the session is closed
     */
    public float[] run(List<byte[]> images) {
        long imageBytes = shape[1] * shape[2] * shape[3];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pixels = arena.allocate(images.size() * imageBytes);
            for (int i = 0; i < images.size(); i++) {
                MemorySegment.copy(MemorySegment.ofArray(images.get(i)), 0, pixels, i * imageBytes, imageBytes);
            }
            try (OnnxTensor tensor = OnnxTensor.createTensor(environment, pixels.asByteBuffer(),
                    new long[] {images.size(), shape[1], shape[2], shape[3]}, OnnxJavaType.UINT8)) {
                return session.run(Map.of(PixelNodes.PIXELS, tensor), made -> {
                    float[] features = new float[images.size() * dimension];
                    made.getFloatBuffer().get(features);
                    return features;
                });
            }
        } catch (OrtException e) {
            throw new UnusableModelException("image network failed: " + e.getMessage(), e);
        }
    }

    /** Waits for the runs in flight, then frees the session. */
    @Override
    public void close() {
        session.close();
    }
}
