package dev.regraft.stream;

import dev.regraft.backbone.BackboneDefinition;
import dev.regraft.backbone.RegisteredBackbones;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a replica has followed of the registered backbones. */
final class Registered implements RegisteredBackbones {

    final Map<String, BackboneDefinition> definitions = new ConcurrentHashMap<>();

    @Override
    public void register(BackboneDefinition definition) {
        definitions.put(definition.name(), definition);
    }

    @Override
    public void remove(String name) {
        definitions.remove(name);
    }

    /** The registry of a replica of all roles. */
    KafkaBackboneRegistry in(KafkaClients clients, Topics topics) {
        return new KafkaBackboneRegistry(new KafkaLog(clients, topics), topics, this);
    }
}
