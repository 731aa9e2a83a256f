package dev.regraft.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;

/**
 * The Kubernetes manifests of the repository, read strictly: a field that Kubernetes does not have, or one given twice, is refused.
 */
final class Manifests {

    static final Path BASE = Path.of("k8s", "base");
    static final Path KUSTOMIZATION = BASE.resolve("kustomization.yaml");

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "ConfigMap", ConfigMap.class,
            "Deployment", Deployment.class,
            "Service", Service.class,
            "ServiceAccount", ServiceAccount.class);

    private static final ObjectMapper STRICT = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .annotationIntrospector(new WithoutAnySetter())
            .build();

    private Manifests() {
    }

    /** Every manifest under {@link #BASE}; the kustomization is none. */
    static List<Path> files() {
        try (Stream<Path> files = Files.list(BASE)) {
            return files.filter(file -> !file.equals(KUSTOMIZATION)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException naming the file, and the field that the manifest's kind does not have */
    static HasMetadata read(Path file) {
        try {
            return parse(text(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** The only manifest of this kind. */
    static <T extends HasMetadata> T only(Class<T> kind) {
        List<T> found = files().stream().map(Manifests::read).filter(kind::isInstance).map(kind::cast).toList();
        if (found.size() != 1) {
            throw new IllegalStateException("there must be one " + kind.getSimpleName() + ": " + found.size());
        }
        return found.getFirst();
    }

    /** @throws IllegalArgumentException naming the field that the manifest's kind does not have */
    static HasMetadata parse(String yaml) {
        String kind = tree(yaml).path("kind").asText();
        Class<? extends HasMetadata> type = KINDS.get(kind);
        if (type == null) {
            throw new IllegalArgumentException("kind must be one of " + KINDS.keySet() + ": " + kind);
        }
        try {
            return STRICT.readValue(yaml, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    static JsonNode tree(String yaml) {
        try {
            return STRICT.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fabric8's models gather unknown fields by their any-setters; where there is none, Jackson refuses them. */
    private static final class WithoutAnySetter extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }
}
