package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * Where networks are to run, and why not on CUDA where that was hoped for.
 *
 * @param device where they run
 * @param complaint why it is not the device that this build was made for; empty if it is, or was made for none
 */
public record DeviceChoice(Device device, Optional<String> complaint) {

    /** What a choice depends on beside what is asked for. */
    interface Machine {

        /** Whether the runtime's library was built with CUDA. */
        boolean hasCuda();

        /**
         * Runs something small on a device.
         *
         * @throws OrtException if that fails, as where there is no device, no driver, or none of CUDA's libraries
         */
        void tryOut(Device.Cuda device) throws OrtException;
    }

    /**
     * Chooses. A device is tried out; nothing else is changed.
     *
     * @param asked what may run networks
     * @param cuda the device to take if there is one
     * @throws UnusableDeviceException if only CUDA will do, and it does not
     */
    public static DeviceChoice of(Provider asked, Device.Cuda cuda) {
        return of(asked, cuda, new ThisMachine());
    }

    static DeviceChoice of(Provider asked, Device.Cuda cuda, Machine machine) {
        if (asked == Provider.CPU) {
            return processors(Optional.empty());
        }
        if (!machine.hasCuda()) {
            if (asked == Provider.CUDA) {
                throw new UnusableDeviceException("this build has no CUDA, one made with -Pgpu has");
            }
            return processors(Optional.empty());
        }
        try {
            machine.tryOut(cuda);
            return new DeviceChoice(cuda, Optional.empty());
        } catch (OrtException e) {
            String complaint = "CUDA device " + cuda.number() + " does not work: " + reason(e);
            if (asked == Provider.CUDA) {
                throw new UnusableDeviceException(complaint);
            }
            return processors(Optional.of(complaint));
        }
    }

    private static DeviceChoice processors(Optional<String> complaint) {
        return new DeviceChoice(new Device.Processors(), complaint);
    }

    /** What the runtime says in one line, without where in its source it says so. */
    private static String reason(OrtException e) {
        return e.getMessage().lines().map(line -> line.replaceFirst("^Error code .* message: ", "").replaceFirst("^.* : [A-Z_]+ : ", "").strip())
                .filter(line -> !line.isEmpty()).findFirst().orElse("no reason given");
    }

    private static final class ThisMachine implements Machine {

        private static final int OPERATOR_SET = 13;
        private static final int IR_VERSION = 7;

        @Override
        public boolean hasCuda() {
            OnnxRuntime.environment();
            return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
        }

        @Override
        public void tryOut(Device.Cuda device) throws OrtException {
            try (OrtSession.SessionOptions options = SessionKind.BACKBONE.options(device);
                    OrtSession session = OnnxRuntime.createSession(trial().toByteArray(), options);
                    OnnxTensor pixel = OnnxTensor.createTensor(OnnxRuntime.environment(), FloatBuffer.wrap(new float[] {1}),
                            new long[] {1, 1, 1, 1})) {
                session.run(Map.of("pixel", pixel)).close();
            }
        }

        /** A convolution and a product, which libraries of their own compute: cuDNN and cuBLAS. */
        private static ModelProto trial() {
            GraphProto graph = GraphProto.newBuilder().setName("trial").addInput(pixel("pixel")).addOutput(pixel("product"))
                    .addNode(NodeProto.newBuilder().setOpType("Conv").addInput("pixel").addInput("pixel").addOutput("convolved"))
                    .addNode(NodeProto.newBuilder().setOpType("MatMul").addInput("convolved").addInput("pixel").addOutput("product")).build();
            return ModelProto.newBuilder().setIrVersion(IR_VERSION).setProducerName("regraft").setGraph(graph)
                    .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET)).build();
        }

        private static ValueInfoProto pixel(String name) {
            ValueInfoProto.Builder pixel = ValueInfoProto.newBuilder().setName(name);
            var tensor = pixel.getTypeBuilder().getTensorTypeBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
            for (int axis = 0; axis < 4; axis++) {
                tensor.getShapeBuilder().addDimBuilder().setDimValue(1);
            }
            return pixel.build();
        }
    }
}
