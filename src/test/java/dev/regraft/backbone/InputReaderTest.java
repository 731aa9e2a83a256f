package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.feature.GivenVectors;
import dev.regraft.feature.RefusedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputReaderTest {

    private final InputReader reader = new InputReader(5);

    @Test
    void readsTextAndLeavesOtherFieldsAlone() {
        assertEquals(new Input.Text("hello"), reader.read(json("{'id':'1', 'text':'hello', 'label':'x', 'image':null}")));
    }

    @Test
    void refusesTwoInputs() {
        RefusedException refusal = refusal("{'image':'aGk=', 'text':'hello'}");
        assertEquals("exactly one of text, image, tensor, features must be given: text, image", refusal.detail());
        assertEquals("invalid-input", refusal.code());
        assertEquals("image", refusal.field());
    }

    @Test
    void refusesNoInput() {
        assertEquals("exactly one of text, image, tensor, features must be given: none", refusal("{'label':'x'}").detail());
    }

    @Test
    void readsTensors() {
        Input.Tensor tensor = assertInstanceOf(Input.Tensor.class, reader.read(json("{'tensor':{'shape':[1,2,2],'data':[1,-2.5,3e2,0]}}")));
        assertEquals(List.of(1L, 2L, 2L), tensor.shape());
        assertArrayEquals(new double[] {1, -2.5, 300, 0}, tensor.data());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "[1,2] | tensor | tensor must be {\"shape\":[..],\"data\":[..]}, the data in one flat array",
            "{'shape':[1]} | tensor | tensor must be {\"shape\":[..],\"data\":[..]}, the data in one flat array",
            "{'shape':[],'data':[1]} | tensor.shape | the shape of a tensor must have 1 to 8 lengths: 0",
            "{'shape':[1,0],'data':[]} | tensor.shape | the shape of a tensor must be whole numbers, at least 1: [1,0]",
            "{'shape':[1.5],'data':[1]} | tensor.shape | the shape of a tensor must be whole numbers, at least 1: [1.5]",
            "{'shape':[2,2],'data':[1,2,3]} | tensor.data | a tensor of shape [2,2] must have as many numbers: 3",
            "{'shape':[2147483647,2147483647,2147483647],'data':[1]} | tensor.data | a tensor of shape [2147483647,2147483647,2147483647] must have as many numbers: 1",
            "{'shape':[2],'data':[1,'2']} | tensor.data[1] | tensor.data must be numbers: string",
            "{'shape':[5],'data':[1,2,3,4,5]} | tensor.data | a tensor must have at most 4 numbers: 5"})
    void refusesWhatIsNoTensor(String tensor, String field, String detail) {
        InputReader small = new InputReader(5, 3, 4);
        RefusedException refusal = assertThrows(RefusedException.class, () -> small.read(json("{'tensor':" + tensor + "}")));
        assertEquals(field, refusal.field());
        assertEquals(detail, refusal.detail());
    }

    @Test
    void readsImagesInBase64() {
        Input.Image image = assertInstanceOf(Input.Image.class, reader.read(json("{'image':'aGk='}")));
        assertArrayEquals(new byte[] {'h', 'i'}, image.bytes());
        assertEquals("image must be in base64: Illegal base64 character 20", refusal("{'image':'a Gk='}").detail());
        assertEquals("image must not be empty", refusal("{'image':''}").detail());
        assertEquals("image must be a string: array", refusal("{'image':[1]}").detail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'text':''}", "{'text':' \\n\\t'}"})
    void refusesEmptyText(String json) {
        assertEquals("text must not be blank", refusal(json).detail());
        assertEquals("text", refusal(json).field());
    }

    @Test
    void refusesTextThatIsNoString() {
        assertEquals("text must be a string: number", refusal("{'text':5}").detail());
        assertEquals("text must be a string: array", refusal("{'text':['a']}").detail());
    }

    @Test
    void countsCharactersNotCodeUnits() {
        assertEquals(new Input.Text("😀😀😀😀😀"), reader.text("😀😀😀😀😀"));
        assertEquals("text must be at most 5 characters: 6", refusal("{'text':'😀😀😀😀😀!'}").detail());
    }

    @Test
    void readsVectors() {
        assertEquals(new Input.Vector(GivenVectors.features(new double[] {1, -2.5e0})), reader.read(json("{'features':[1,-2.5],'label':'x'}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "{'features':[]} | features | features must be an array of numbers, at least one: none",
            "{'features':'1'} | features | features must be an array of numbers, at least one: string",
            "{'features':[1,'2']} | features[1] | features must be numbers: string",
            "{'features':[1,null]} | features[1] | features must be numbers: null",
            "{'features':[1e999]} | features[0] | features must be finite numbers: Infinity",
            "{'features':[1,2,3,4]} | features | features must be at most 3 numbers: 4"})
    void refusesWhatIsNoVector(String json, String field, String detail) {
        InputReader small = new InputReader(5, 3, 4);
        RefusedException refusal = assertThrows(RefusedException.class, () -> small.read(json(json)));
        assertEquals(field, refusal.field());
        assertEquals(detail, refusal.detail());
        assertEquals("invalid-input", refusal.code());
    }

    private RefusedException refusal(String json) {
        return assertThrows(RefusedException.class, () -> reader.read(json(json)));
    }

    private static ObjectNode json(String json) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
