package dev.regraft.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {

    @TempDir
    Path folder;

    private String model(Precision precision) throws IOException {
        return new FileSource(folder, precision).fetch(_ -> { }).model();
    }

    private void network(String name) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.write(folder.resolve(name), new byte[1]);
    }

    @Test
    void takesTheFileOfThePrecisionThatIsAskedFor() throws IOException {
        network("blobs/2f9c");
        Files.createDirectories(folder.resolve("onnx"));
        Files.createSymbolicLink(folder.resolve("onnx/model_quantized.onnx"), folder.resolve("blobs/2f9c"));
        assertEquals("onnx/model_quantized.onnx", model(Precision.AUTO));
        network("onnx/model_fp16.onnx");
        network("onnx/model.onnx");
        assertEquals("onnx/model.onnx", model(Precision.AUTO));
        assertEquals("onnx/model_fp16.onnx", model(Precision.FP16));
        assertEquals("onnx/model_quantized.onnx", model(Precision.INT8));
    }

    @Test
    void refusesAPrecisionThatIsNotThere() throws IOException {
        network("model.onnx");
        assertEquals("folder must hold model.onnx or onnx/model.onnx, of precision int8: " + folder + " has [model.onnx]",
                assertThrows(IOException.class, () -> model(Precision.INT8)).getMessage());
        assertEquals("precision must not be given where the source is a file: fp16", assertThrows(IOException.class,
                () -> new FileSource(folder.resolve("model.onnx"), Precision.FP16).fetch(_ -> { })).getMessage());
    }
}
