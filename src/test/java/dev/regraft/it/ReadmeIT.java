package dev.regraft.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The README's way through the sample: the tickets stream in and are learned, and every {@code curl} of it answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReadmeIT {

    private static final Duration SAMPLE_TIMEOUT = Duration.ofMinutes(3);
    private static final Pattern LEARNED = Pattern.compile("The sample is learned: (\\d+) % right on the last 100 clean ones");

    private final PackagedService service = PackagedService.launch("-Dregraft.sample=true", "-Dregraft.sample.rate=20");
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterAll
    void end() {
        client.close();
        service.close();
    }

    @Test
    @Order(1)
    void learnsTheSampleToNinetyPercentBeforeLearning() throws InterruptedException {
        Instant end = Instant.now().plus(SAMPLE_TIMEOUT);
        Matcher learned = LEARNED.matcher(service.log());
        while (!learned.find()) {
            assertTrue(Instant.now().isBefore(end), service.log());
            Thread.sleep(500);
            learned = LEARNED.matcher(service.log());
        }
        assertTrue(Integer.parseInt(learned.group(1)) >= 90, learned.group());
        assertTrue(service.log().contains("curl -s localhost:"), "it tells what to try");
    }

    @Test
    @Order(2)
    void answersEveryCurlOfTheReadme() throws Exception {
        List<JsonNode> answers = new ArrayList<>();
        for (String command : commands()) {
            HttpResponse<String> response = client.send(request(command), HttpResponse.BodyHandlers.ofString());
            assertEquals(2, response.statusCode() / 100, command + "\n" + response.body());
            answers.add(new ObjectMapper().readTree(response.body()));
        }
        JsonNode parcel = answers.get(0).path("predictions").path(0);
        assertEquals("refund", parcel.path("label").asText());
        assertTrue(parcel.path("novelty").asDouble(-1) >= 0 && !parcel.path("novel").asBoolean(true), parcel.toString());
        assertTrue(answers.get(1).path("live").path("labels").toString().contains("shipping-abroad"));
        assertEquals(481, answers.get(2).path("examples").asInt());
        assertEquals("mood", answers.get(3).path("task").asText());
        assertEquals(2, answers.get(4).path("accepted").asInt());
        assertEquals("good", answers.get(5).path("predictions").path(0).path("label").asText());
        assertEquals(384, answers.get(6).path("data").path(1).path("embedding").size());
    }

    /** The README's curl commands in order, each a command of one line or one that goes on inside quotes. */
    private static List<String> commands() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        Matcher matcher = Pattern.compile("(?m)^curl -s (?:[^'\\n]|'[^']*')*$").matcher(readme);
        List<String> commands = new ArrayList<>();
        while (matcher.find()) {
            commands.add(matcher.group());
        }
        assertEquals(7, commands.size(), commands.toString());
        return commands;
    }

    /** What curl would send: -X, -H, -d and the address. */
    private HttpRequest request(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("'([^']*)'|(\\S+)").matcher(command);
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder();
        String method = "GET";
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.noBody();
        for (int i = 2; i < words.size(); i++) {
            switch (words.get(i)) {
                case "-X" -> method = words.get(++i);
                case "-H" -> request.header(words.get(++i).split(": ")[0], words.get(i).split(": ")[1]);
                case "-d" -> {
                    body = HttpRequest.BodyPublishers.ofString(words.get(++i));
                    method = method.equals("GET") ? "POST" : method;
                }
                default -> request.uri(URI.create("http://" + words.get(i).replace(":8080", ":" + service.httpPort())));
            }
        }
        return request.method(method, body).build();
    }
}
