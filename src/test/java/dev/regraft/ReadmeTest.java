package dev.regraft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regraft.backbone.BackboneConfig;
import dev.regraft.dev.DevConfig;
import dev.regraft.graft.DriftConfig;
import dev.regraft.graft.Limits;
import dev.regraft.graft.Roles;
import dev.regraft.stream.StreamConfig;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every command, key, path and example in the README is real. Its REST examples are run by {@code ReadmeIT}. */
class ReadmeTest {

    private static final Path ROOT = Path.of("");

    private final String readme = read("README.md");

    @Test
    void documentsEveryConfigurationKeyWithItsDefault() {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = Pattern.compile("(?m)^\\| `(regraft\\.[a-z0-9.*-]+)` \\| (?:`([^`]*)`|([^|]*)) \\|").matcher(readme.substring(readme.indexOf("## Configure it")));
        while (row.find()) {
            documented.put(row.group(1), row.group(2) == null ? "" : row.group(2));
        }
        Map<String, String> real = new TreeMap<>();
        for (Class<?> type : List.of(BackboneConfig.class, DevConfig.class, DriftConfig.class, Limits.class, Roles.class, StreamConfig.class)) {
            ConfigMappings.getProperties(ConfigClass.configClass(type))
                    .forEach((key, property) -> real.put(key, property.hasDefaultValue() ? property.getDefaultValue() : ""));
        }
        real.keySet().removeIf(key -> key.endsWith("[*]"));
        assertEquals(real.keySet(), documented.keySet());
        documented.forEach((key, value) -> {
            if (!value.isEmpty()) {
                assertEquals(real.get(key), value, key);
            }
        });
    }

    @Test
    void namesOnlyPathsThatTheServiceHas() {
        String resources = sources("serve");
        for (String path : found("/tasks/\\{task\\}(/[a-z]+(?:/\\{[a-z]+\\}(?:/[a-z]+)?)?)")) {
            String first = path.split("/")[1];
            assertTrue(resources.contains("/" + first), path);
        }
        for (String topic : found("`(regraft\\.(?:examples|features|heads|tasks|requests|predictions|dead-letters))`")) {
            assertTrue(sources("stream").contains("\"" + topic.substring("regraft.".length()) + "\""), topic);
        }
    }

    @Test
    void showsJsonThatIsJson() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> shown = new ArrayList<>();
        for (String json : found("(\\{\"[^`'\\n]*\\})(?=['`\\n])")) {
            shown.add(mapper.readTree(json));
        }
        assertTrue(shown.size() >= 7, shown.toString());
    }

    @Test
    void givesCommandsThatAreThere() {
        assertTrue(readme.contains("./mvnw quarkus:dev") && readme.contains("./mvnw verify"));
        assertTrue(Files.isExecutable(ROOT.resolve("mvnw")));
        assertTrue(read(".ci/run").contains("./mvnw verify"), "CI runs the README's test command");
        String pom = read("pom.xml");
        assertTrue(pom.contains("<regraft.package.broker>"), "the build property that leaves the broker out");
        assertTrue(pom.contains("<artifactId>quarkus-maven-plugin</artifactId>"));
        for (String link : found("\\]\\(([a-zA-Z0-9./-]+)\\)")) {
            assertTrue(Files.exists(ROOT.resolve(link)), link);
        }
    }

    @Test
    void listsTheBackbonesThatCanBeLoaded() {
        String recipes = read("src/main/java/dev/regraft/backbone/TextRecipe.java") + read("src/main/java/dev/regraft/backbone/ImageRecipe.java");
        Set<String> named = found("`((?:all-minilm|bge-small|efficientnet)[a-z0-9.-]+)`");
        assertEquals(5, named.size());
        named.forEach(name -> assertTrue(recipes.contains("\"" + name + "\""), name));
        assertFalse(readme.contains("TODO"));
    }

    private Set<String> found(String pattern) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(readme);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        assertFalse(found.isEmpty(), "nothing in the README is like " + pattern);
        return found;
    }

    private static String sources(String packageName) {
        try (var files = Files.list(ROOT.resolve("src/main/java/dev/regraft").resolve(packageName))) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.toList()) {
                text.append(Files.readString(file));
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
