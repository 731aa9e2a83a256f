package dev.regraft.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.backbone.Extraction;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.InputReader;
import dev.regraft.feature.Features;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.Limits;
import dev.regraft.graft.StrictJson;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddingsReaderTest {

    private final EmbeddingsReader reader = new EmbeddingsReader(new InputReader(20), new SmallRyeConfigBuilder().withMapping(Limits.class)
            .withSources(new PropertiesConfigSource(Map.of("regraft.limits.request-inputs", "3"), "test", 100)).build().getConfigMapping(Limits.class));

    private EmbeddingsOrder read(String json) {
        return reader.read(StrictJson.readObject(json.getBytes(StandardCharsets.UTF_8)));
    }

    private void refuses(String field, String detail, String json) {
        RefusedException refusal = assertThrows(RefusedException.class, () -> read(json), json);
        assertEquals(field, refusal.field());
        assertTrue(refusal.detail().contains(detail), refusal.detail());
    }

    @Test
    void readsOneTextOrSeveral() {
        EmbeddingsOrder one = read("{\"model\":\"m\",\"input\":\"a\",\"user\":\"u\",\"unknown\":1}");
        assertEquals(List.of(new Input.Text("a")), one.inputs());
        assertFalse(one.base64());
        assertNull(one.dimensions());
        EmbeddingsOrder several = read("{\"model\":\"m\",\"input\":[\"a\",\"b\"],\"encoding_format\":\"base64\",\"dimensions\":2}");
        assertEquals(new EmbeddingsOrder("m", List.of(new Input.Text("a"), new Input.Text("b")), true, 2), several);
        assertFalse(read("{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":null,\"dimensions\":null}").base64());
    }

    @Test
    void refusesWhatBreaksARuleWithFieldAndValue() {
        refuses("model", "missing", "{\"input\":\"a\"}");
        refuses("model", "number", "{\"model\":1,\"input\":\"a\"}");
        refuses("input", "missing", "{\"model\":\"m\"}");
        refuses("input", "at least one: none", "{\"model\":\"m\",\"input\":[]}");
        refuses("input", "at most 3 texts: 4", "{\"model\":\"m\",\"input\":[\"a\",\"b\",\"c\",\"d\"]}");
        refuses("input", "not tokens", "{\"model\":\"m\",\"input\":[1,2,3]}");
        refuses("input", "not tokens", "{\"model\":\"m\",\"input\":[[1,2],[3]]}");
        refuses("input[1]", "input[1] must be a text: null", "{\"model\":\"m\",\"input\":[\"a\",null]}");
        refuses("input[1]", "input[1] must not be blank", "{\"model\":\"m\",\"input\":[\"a\",\"\"]}");
        refuses("input", "input must be at most 20 characters: 21", "{\"model\":\"m\",\"input\":\"" + "x".repeat(21) + "\"}");
        refuses("encoding_format", "float or base64: hex", "{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"hex\"}");
        refuses("dimensions", "integer: \"2\"", "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":\"2\"}");
    }

    @Test
    void writesVectorsAsNumbersOrAsLittleEndianBytes() {
        List<Extraction> made = List.of(new Extraction(Features.quantise(0.5f, -1f), false, 3), new Extraction(Features.quantise(1f, 0f), true, 4));
        EmbeddingsView floats = EmbeddingsView.of(new EmbeddingsOrder("m", List.of(), false, null), made);
        assertEquals("{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.5,-1.0]},"
                + "{\"object\":\"embedding\",\"index\":1,\"embedding\":[1.0,0.0]}],\"model\":\"m\",\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}",
                new String(StrictJson.write(floats), StandardCharsets.UTF_8));
        EmbeddingsView exact = EmbeddingsView.of(new EmbeddingsOrder("m", List.of(), false, null),
                List.of(new Extraction(Features.ofFixedPoint(new short[] {727}), false, 1)));
        assertTrue(new String(StrictJson.write(exact), StandardCharsets.UTF_8).contains("[0.04437255859375]"), "727 / 2^14, to the last digit");
        EmbeddingsView base64 = EmbeddingsView.of(new EmbeddingsOrder("m", List.of(), true, null), made);
        assertEquals("AAAAPwAAgL8=", base64.data().getFirst().embedding());
    }
}
