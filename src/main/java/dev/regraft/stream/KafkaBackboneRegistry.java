package dev.regraft.stream;

import dev.regraft.backbone.BackboneDefinition;
import dev.regraft.backbone.BackboneRegistry;
import dev.regraft.backbone.RegisteredBackbones;
import dev.regraft.graft.VersionedJson;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/** The registered backbones, in a compacted topic: the last word on each name. */
@Singleton
public final class KafkaBackboneRegistry implements BackboneRegistry {

    private static final Logger LOG = Logger.getLogger(KafkaBackboneRegistry.class);
    private static final VersionedJson<BackboneDefinition> FORMAT = new VersionedJson<>(BackboneDefinition.class, 1);

    private final KafkaLog log;
    private final Topics topics;
    private final RegisteredBackbones backbones;

    public KafkaBackboneRegistry(KafkaLog log, Topics topics, RegisteredBackbones backbones) {
        this.log = log;
        this.topics = topics;
        this.backbones = backbones;
    }

    @Override
    public CompletionStage<Void> register(BackboneDefinition definition) {
        return send(definition.name(), FORMAT.write(definition));
    }

    @Override
    public CompletionStage<Void> remove(String name) {
        return send(name, null);
    }

    private CompletionStage<Void> send(String name, byte[] value) {
        return log.send(new ProducerRecord<>(topics.backbones(), name.getBytes(StandardCharsets.UTF_8), value)).thenAccept(_ -> { });
    }

    /** Does what a record says, whatever the role: who trains reads examples again when their task changes its backbone. What cannot be read changes nothing. */
    void follow(ConsumerRecord<byte[], byte[]> record) {
        String name = new String(record.key(), StandardCharsets.UTF_8);
        try {
            if (record.value() == null) {
                backbones.remove(name);
            } else {
                backbones.register(FORMAT.read(record.value()));
            }
        } catch (IllegalArgumentException e) {
            LOG.errorf("Backbone %s stays as it is: %s", name, e.getMessage());
        }
    }
}
