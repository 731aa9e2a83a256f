package dev.regraft.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeviceChoiceTest {

    private static final Device.Cuda CUDA = new Device.Cuda(1, 1L << 31);
    private static final DeviceChoice SILENT = new DeviceChoice(new Device.Processors(), Optional.empty());

    /** As the runtime says it of a machine without CUDA. */
    private static final String NO_LIBRARY = "Error code - ORT_RUNTIME_EXCEPTION - message: /onnxruntime_src/onnxruntime/core/session/"
            + "provider_bridge_ort.cc:2383 onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : "
            + "Failed to load library libonnxruntime_providers_cuda.so with error: libcudnn.so.9: cannot open shared object file: "
            + "No such file or directory\n\n";

    /** A machine whose devices work, or fail with what the runtime says. */
    private record Machine(boolean hasCuda, Optional<String> failure, List<Device.Cuda> tried) implements DeviceChoice.Machine {

        static Machine of(boolean hasCuda, String failure) {
            return new Machine(hasCuda, Optional.ofNullable(failure), new ArrayList<>());
        }

        @Override
        public void tryOut(Device.Cuda device) throws OrtException {
            tried.add(device);
            if (failure.isPresent()) {
                throw new OrtException(failure.get());
            }
        }
    }

    @Test
    void aDeviceThatWorksIsTaken() {
        Machine machine = Machine.of(true, null);
        assertEquals(new DeviceChoice(CUDA, Optional.empty()), DeviceChoice.of(Provider.AUTO, CUDA, machine));
        assertEquals(new DeviceChoice(CUDA, Optional.empty()), DeviceChoice.of(Provider.CUDA, CUDA, machine));
        assertEquals(List.of(CUDA, CUDA), machine.tried(), "the one that was asked for is tried out");
    }

    @Test
    void aDeviceIsLeftAloneWhereTheProcessorsAreAskedFor() {
        Machine machine = Machine.of(true, null);
        assertEquals(SILENT, DeviceChoice.of(Provider.CPU, CUDA, machine));
        assertTrue(machine.tried().isEmpty());
    }

    @Test
    void aBuildWithoutCudaSaysNothingUnlessCudaIsAskedFor() {
        Machine machine = Machine.of(false, null);
        assertEquals(SILENT, DeviceChoice.of(Provider.AUTO, CUDA, machine));
        assertEquals("this build has no CUDA, one made with -Pgpu has",
                assertThrows(UnusableDeviceException.class, () -> DeviceChoice.of(Provider.CUDA, CUDA, machine)).getMessage());
        assertTrue(machine.tried().isEmpty());
    }

    @Test
    void aDeviceThatDoesNotWorkIsComplainedOfInOneLineOrRefused() {
        Machine machine = Machine.of(true, NO_LIBRARY);
        String complaint = "CUDA device 1 does not work: Failed to load library libonnxruntime_providers_cuda.so with error: libcudnn.so.9: "
                + "cannot open shared object file: No such file or directory";
        assertEquals(new DeviceChoice(new Device.Processors(), Optional.of(complaint)), DeviceChoice.of(Provider.AUTO, CUDA, machine));
        assertEquals(complaint,
                assertThrows(UnusableDeviceException.class, () -> DeviceChoice.of(Provider.CUDA, CUDA, machine)).getMessage());
    }

    /** On this very machine and build, whatever they are: what is chosen can be run, what is refused cannot. */
    @ParameterizedTest
    @EnumSource(Provider.class)
    void whatIsChosenHereIsWhatThisBuildCan(Provider asked) {
        OnnxRuntime.environment();
        boolean hasCuda = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
        Device.Cuda first = new Device.Cuda(0, Long.MAX_VALUE);
        if (asked == Provider.CPU || asked == Provider.AUTO && !hasCuda) {
            assertEquals(SILENT, DeviceChoice.of(asked, first));
        } else if (asked == Provider.AUTO) {
            DeviceChoice choice = DeviceChoice.of(asked, first);
            assertEquals(choice.device() instanceof Device.Processors, choice.complaint().isPresent());
        } else if (!hasCuda) {
            assertThrows(UnusableDeviceException.class, () -> DeviceChoice.of(asked, first));
        }
    }

    @Test
    void aDeviceIsOfANumberAndAPositiveMemory() {
        assertThrows(IllegalArgumentException.class, () -> new Device.Cuda(-1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Device.Cuda(0, 0));
        assertFalse(new Device.Cuda(0, 1).equals(new Device.Processors()));
    }
}
