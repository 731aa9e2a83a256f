package dev.regraft.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;

/** What the manifests under {@code k8s/base} promise of a running service. */
class ManifestTest {

    private final Deployment deployment = Manifests.only(Deployment.class);
    private final PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    private final Container container = pod.getContainers().getFirst();
    private final Map<String, String> podLabels = deployment.getSpec().getTemplate().getMetadata().getLabels();

    static List<Path> manifests() {
        return Manifests.files();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void holdsOnlyFieldsThatKubernetesHas(Path file) {
        HasMetadata manifest = Manifests.read(file);

        assertEquals(HasMetadata.getApiVersion(manifest.getClass()), manifest.getApiVersion());
        assertEquals("regraft", manifest.getMetadata().getName());
        assertEquals("regraft", manifest.getMetadata().getLabels().get("app.kubernetes.io/name"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"metadata", "replicas", "matchLabels", "maxUnavailable", "enableServiceLinks", "runAsNonRoot", "topologyKey",
            "envFrom", "fieldPath", "containerPort", "startupProbe", "httpGet", "failureThreshold", "sleep", "seconds", "limits",
            "readOnlyRootFilesystem", "drop", "mountPath", "emptyDir", "sizeLimit"})
    void refusesMisspeltField(String field) {
        String yaml = Manifests.text(Manifests.BASE.resolve("deployment.yaml"));
        String misspelt = yaml.replaceFirst("\\b" + field + ":", field + "z:");

        var refusal = assertThrows(IllegalArgumentException.class, () -> Manifests.parse(misspelt));

        assertTrue(refusal.getMessage().contains("\"" + field + "z\""), refusal.getMessage());
    }

    @Test
    void refusesFieldGivenTwice() {
        String yaml = Manifests.text(Manifests.BASE.resolve("deployment.yaml"));
        String twice = yaml.replaceFirst("replicas: 2", "replicas: 2\n  replicas: 3");

        assertThrows(IllegalArgumentException.class, () -> Manifests.parse(twice));
    }

    @Test
    void kustomizationListsEveryManifest() {
        JsonNode kustomization = Manifests.tree(Manifests.text(Manifests.KUSTOMIZATION));
        Set<String> listed = StreamSupport.stream(kustomization.get("resources").spliterator(), false)
                .map(JsonNode::asText).collect(Collectors.toCollection(TreeSet::new));

        assertEquals(Manifests.files().stream().map(file -> file.getFileName().toString()).toList(), List.copyOf(listed));
    }

    @Test
    void kustomizationReplacesTheImageByName() {
        JsonNode image = Manifests.tree(Manifests.text(Manifests.KUSTOMIZATION)).get("images").get(0);

        assertEquals(image.get("name").asText() + ":" + image.get("newTag").asText(), container.getImage());
    }

    @Test
    void everySelectorFindsThePods() {
        Map<String, String> selected = deployment.getSpec().getSelector().getMatchLabels();

        assertTrue(podLabels.entrySet().containsAll(selected.entrySet()));
        assertEquals(selected, Manifests.only(Service.class).getSpec().getSelector());
        assertFalse(pod.getTopologySpreadConstraints().isEmpty());
        pod.getTopologySpreadConstraints()
                .forEach(constraint -> assertEquals(selected, constraint.getLabelSelector().getMatchLabels()));
    }

    @Test
    void serviceLeadsToTheContainerPort() {
        ServicePort port = Manifests.only(Service.class).getSpec().getPorts().getFirst();

        assertEquals(container.getPorts().getFirst().getName(), port.getTargetPort().getStrVal());
    }

    @Test
    void runsUnderTheRestrictedPodSecurityStandard() {
        PodSecurityContext podSecurity = pod.getSecurityContext();
        assertTrue(podSecurity.getRunAsNonRoot());
        assertTrue(podSecurity.getRunAsUser() > 0);
        assertEquals("RuntimeDefault", podSecurity.getSeccompProfile().getType());

        assertEquals(1, pod.getContainers().size());
        SecurityContext security = container.getSecurityContext();
        assertFalse(security.getAllowPrivilegeEscalation());
        assertEquals(List.of("ALL"), security.getCapabilities().getDrop());
        assertTrue(security.getCapabilities().getAdd().isEmpty());
        assertNull(security.getPrivileged());

        pod.getVolumes().forEach(volume -> assertNull(volume.getHostPath()));
        assertNull(pod.getHostNetwork());
    }

    @Test
    void holdsNoCredentialsOfTheCluster() {
        ServiceAccount account = Manifests.only(ServiceAccount.class);

        assertEquals(account.getMetadata().getName(), pod.getServiceAccountName());
        assertFalse(account.getAutomountServiceAccountToken());
        assertFalse(pod.getAutomountServiceAccountToken());
    }

    @Test
    void rootIsReadOnlyAndTemporaryFolderIsWritable() {
        assertTrue(container.getSecurityContext().getReadOnlyRootFilesystem());

        VolumeMount mount = container.getVolumeMounts().getFirst();
        assertEquals("/tmp", mount.getMountPath());
        assertNull(mount.getReadOnly());
        Volume volume = pod.getVolumes().getFirst();
        assertEquals(volume.getName(), mount.getName());
        assertTrue(bytes(volume.getEmptyDir().getSizeLimit()) > 0);
    }

    @Test
    void hasProbesOnTheHealthGroups() {
        assertProbes("/q/health/started", container.getStartupProbe());
        assertProbes("/q/health/live", container.getLivenessProbe());
        assertProbes("/q/health/ready", container.getReadinessProbe());
    }

    private void assertProbes(String path, Probe probe) {
        assertEquals(path, probe.getHttpGet().getPath());
        assertEquals(new IntOrString("http"), probe.getHttpGet().getPort());
    }

    @Test
    void givesTheStartAMinuteAtLeast() {
        Probe startup = container.getStartupProbe();

        assertTrue(startup.getPeriodSeconds() * startup.getFailureThreshold() >= 60);
    }

    @Test
    void keepsEveryReplicaDuringRollout() {
        assertTrue(deployment.getSpec().getReplicas() >= 2);
        assertEquals(new IntOrString(0), deployment.getSpec().getStrategy().getRollingUpdate().getMaxUnavailable());
    }

    @Test
    void leavesTimeToDrainAfterLeavingTheRoutes() {
        long sleepSeconds = container.getLifecycle().getPreStop().getSleep().getSeconds();

        assertTrue(sleepSeconds >= 5);
        assertTrue(pod.getTerminationGracePeriodSeconds() - sleepSeconds >= 20);
    }

    @Test
    void takesItsSettingsFromTheConfigMapAlone() {
        ConfigMap settings = Manifests.only(ConfigMap.class);

        assertEquals(settings.getMetadata().getName(), container.getEnvFrom().getFirst().getConfigMapRef().getName());
        assertTrue(settings.getData().containsKey("KAFKA_BOOTSTRAP_SERVERS"));
        assertFalse(pod.getEnableServiceLinks());
    }

    @Test
    void instanceIsTheNameOfThePod() {
        EnvVar instance = container.getEnv().getFirst();

        assertEquals("REGRAFT_INSTANCE", instance.getName());
        assertEquals("metadata.name", instance.getValueFrom().getFieldRef().getFieldPath());
    }

    @Test
    void reservesAllTheMemoryItMayUse() {
        long limitBytes = bytes(container.getResources().getLimits().get("memory"));

        assertTrue(limitBytes >= 1L << 30);
        assertEquals(limitBytes, bytes(container.getResources().getRequests().get("memory")));
    }

    private static long bytes(Quantity quantity) {
        return quantity.getNumericalAmount().longValueExact();
    }
}
