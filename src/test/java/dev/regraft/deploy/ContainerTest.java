package dev.regraft.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;

/** The image of {@code deploy/Containerfile} and those who run it, {@code deploy/compose.yaml} and Kubernetes, fit together. */
class ContainerTest {

    private final String containerfile = Manifests.text(Path.of("deploy", "Containerfile"));
    private final JsonNode compose = Manifests.tree(Manifests.text(Path.of("deploy", "compose.yaml")));
    private final JsonNode service = compose.at("/services/regraft");
    private final JsonNode broker = compose.at("/services/kafka");
    private final PodSpec pod = Manifests.only(Deployment.class).getSpec().getTemplate().getSpec();
    private final Container container = pod.getContainers().getFirst();

    @Test
    void runsAsTheUserOfTheImageEverywhere() {
        String user = pod.getSecurityContext().getRunAsUser() + ":" + pod.getSecurityContext().getRunAsGroup();

        assertEquals(List.of(user), instructions("USER"));
        assertTrue(service.path("user").isMissingNode());
    }

    @Test
    void listensOnThePortOfTheImageEverywhere() {
        String port = instructions("EXPOSE").getFirst();

        assertEquals(port, container.getPorts().getFirst().getContainerPort().toString());
        assertEquals("127.0.0.1:" + port + ":" + port, service.at("/ports/0").asText());
        assertTrue(service.at("/healthcheck/test").toString().contains("/dev/tcp/127.0.0.1/" + port));
    }

    @Test
    void worksInOneFolderUnderTheTemporaryOneEverywhere() {
        String folder = Manifests.only(ConfigMap.class).getData().get("REGRAFT_DIRECTORY");

        assertTrue(folder.startsWith(container.getVolumeMounts().getFirst().getMountPath() + "/"));
        assertEquals(folder, service.at("/environment/REGRAFT_DIRECTORY").asText());
        assertTrue(containerfile.contains("REGRAFT_DIRECTORY=" + folder + " "));
        assertTrue(containerfile.contains("\"-Djava.io.tmpdir=" + container.getVolumeMounts().getFirst().getMountPath() + "\""));
    }

    @Test
    void imageStartsJavaItselfWithNativeAccess() {
        String entryPoint = instructions("ENTRYPOINT").getLast();

        assertTrue(entryPoint.startsWith("[\"java\", \"--enable-native-access=ALL-UNNAMED\""), entryPoint);
    }

    @Test
    void imageSwitchesTheTelemetryOfOnnxRuntimeOff() {
        assertTrue(instructions("ENV").contains("ORT_DISABLE_TELEMETRY=1"));
    }

    @Test
    void imageLeavesTheEmbeddedBrokerOut() {
        assertTrue(containerfile.contains("-Dregraft.package.broker=false"));
    }

    @Test
    void composeRunsTheServiceWithoutPrivileges() {
        assertTrue(service.at("/read_only").asBoolean());
        assertEquals("ALL", service.at("/cap_drop/0").asText());
        assertEquals("no-new-privileges:true", service.at("/security_opt/0").asText());
    }

    @Test
    void composeMountsTheTemporaryFolderForNativeLibraries() {
        assertTrue(service.at("/tmpfs/0").asText().startsWith("/tmp:exec,"));
    }

    @Test
    void composeStartsTheServiceWhenItsBrokerIsHealthy() {
        String servers = service.at("/environment/KAFKA_BOOTSTRAP_SERVERS").asText();

        assertEquals("service_healthy", service.at("/depends_on/kafka/condition").asText());
        assertTrue(broker.at("/environment/KAFKA_ADVERTISED_LISTENERS").asText().contains("://" + servers));
        assertTrue(StreamSupport.stream(broker.at("/healthcheck/test").spliterator(), false)
                .anyMatch(argument -> argument.asText().equals("localhost:" + servers.split(":")[1])));
    }

    @Test
    void composeBrokerHasTheVersionOfTheClient() {
        assertEquals("apache/kafka:" + AppInfoParser.getVersion(), broker.get("image").asText());
    }

    /** What follows the keyword, instruction by instruction. */
    private List<String> instructions(String keyword) {
        return containerfile.lines().filter(line -> line.startsWith(keyword + " "))
                .map(line -> line.substring(keyword.length() + 1)).toList();
    }
}
