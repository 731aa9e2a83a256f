package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.feature.RefusedException;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionReaderTest {

    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    private static BackboneDefinition read(String name, String json) throws IOException {
        return DefinitionReader.read(name, (ObjectNode) new ObjectMapper().readTree(json), NOW);
    }

    @Test
    void readsEveryField() throws IOException {
        String sha256 = "0123456789abcdef".repeat(4);
        BackboneDefinition read = read("my.bert-2", """
                {"source":"file:/m","cut":"h:0","pooling":"cls","normalise":true,"preprocessing":{"size":224},"maxLength":3,
                 "precision":"int8","sha256":"%s"}""".formatted(sha256));
        assertEquals(new BackboneDefinition("my.bert-2", "file:/m", "h:0", "cls", true, new ObjectMapper().readTree("{\"size\":224}"), 3,
                "int8", sha256, NOW), read);
    }

    @Test
    void whatIsNotSaidOrNullIsLeftToTheFiles() throws IOException {
        BackboneDefinition read = read("m", "{\"source\":\"classpath:m.onnx\",\"pooling\":null}");
        assertNull(read.pooling());
        assertNull(read.maxLength());
        assertTrue(read.saysTheSame(DefinitionReader.read("m", (ObjectNode) new ObjectMapper().readTree("{\"source\":\"classpath:m.onnx\"}"),
                NOW.plusSeconds(1))));
        assertFalse(read.saysTheSame(read("m", "{\"source\":\"classpath:m.onnx\",\"maxLength\":9}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "rank|{'source':'file:/x'}|name",
        ".m|{'source':'file:/x'}|name",
        "m|{}|source",
        "m|{'source':' '}|source",
        "m|{'source':7}|source",
        "m|{'source':'x.onnx'}|source",
        "m|{'source':'file:/x','maxLength':8193}|maxLength",
        "m|{'source':'file:/x','maxLength':'9'}|maxLength",
        "m|{'source':'file:/x','pooling':'MEAN'}|pooling",
        "m|{'source':'file:/x','sha256':'ABC'}|sha256",
        "m|{'source':'file:/x','precision':'fp64'}|precision",
        "m|{'source':'file:/x','normalise':'yes'}|normalise",
        "m|{'source':'file:/x','normalise':false}|normalise",
        "m|{'source':'file:/x','preprocessing':'none'}|preprocessing",
        "m|{'source':'file:/x','Source':'file:/x'}|Source"})
    void refusesWhatBreaksARule(String name, String json, String field) {
        assertEquals(field, assertThrows(RefusedException.class, () -> read(name, json.replace('\'', '"'))).field());
    }
}
