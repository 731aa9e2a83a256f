package dev.regraft.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.regraft.head.Target;
import dev.regraft.graft.Answer;
import dev.regraft.graft.ChangeoverStatus;
import dev.regraft.graft.HistoryEntry;
import dev.regraft.graft.KeptExample;
import dev.regraft.graft.LabeledFeatures;
import dev.regraft.graft.Position;
import dev.regraft.graft.StrictJson;
import dev.regraft.graft.Task;
import dev.regraft.graft.TaskDefinition;
import dev.regraft.graft.TaskState;
import dev.regraft.graft.Graft;
import dev.regraft.graft.Source;
import dev.regraft.head.HeadVersion;
import dev.regraft.quality.Gate;
import dev.regraft.sim.LogEntry;
import dev.regraft.sim.SimCluster;
import dev.regraft.graft.Grafts;
import dev.regraft.graft.Tasks;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What must hold in every simulated run, whatever breaks. */
final class SimulationChecks {

    private final SimCluster cluster;
    private final Topics topics;
    private final Map<String, Map<String, byte[]>> surviving = new TreeMap<>();
    private final Map<String, String> shaOfVersion = new HashMap<>();
    private final Map<String, Integer> served = new HashMap<>();
    private final Map<String, Optional<String>> expectedShas = new HashMap<>();

    SimulationChecks(SimCluster cluster, Topics topics) {
        this.cluster = cluster;
        this.topics = topics;
    }

    /** A new incarnation of the task has no examples. */
    void defined(String task) {
        surviving.put(task, new TreeMap<>());
        forgetExpected(task);
    }

    private void forgetExpected(String task) {
        SimulatedBackbone.NAMES.forEach(backbone -> expectedShas.remove(task + "/" + backbone));
    }

    /** An example was put into the log, or deleted, for the present incarnation of its task. */
    void sent(String task, String id, byte[] value) {
        forgetExpected(task);
        if (value == null) {
            surviving.get(task).remove(id);
        } else {
            surviving.get(task).put(id, value);
        }
    }

    /** What a replica serves: one version has one digest everywhere, and the version does not go back by itself. */
    void look(int index, SimulatedReplica replica, boolean ordered) {
        if (!replica.tasks().complete()) {
            return;
        }
        for (Task task : replica.tasks().all()) {
            HeadVersion live = task.live().orElse(null);
            if (live == null) {
                continue;
            }
            String backbone = live.head().space().backbone();
            Answer answer = Answer.of(task, live, SimulatedBackbone.space(backbone),
                    List.of(new Answer.Extracted(SimulatedBackbone.features(backbone, "90 10 20"), false, null)), 1);
            require(answer.backbone().name().equals(backbone), "a head of " + backbone + " answers features of " + answer.backbone().name());
            String incarnation = task.definition().task() + "@" + task.definition().createdAt();
            String sha256 = shaOfVersion.computeIfAbsent(incarnation + "/" + live.version(), _ -> live.sha256());
            require(sha256.equals(live.sha256()), incarnation + " has two heads of version " + live.version());
            Integer before = served.put(index + ":" + incarnation, live.version());
            require(before == null || before <= live.version() || ordered, incarnation + " on replica " + index + " went back from "
                    + before + " to " + live.version());
        }
    }

    /** Whether everything is read, learned and followed. */
    boolean isQuiet(List<SimulatedReplica> replicas, Map<String, TaskDefinition> defined) {
        for (int partition = 0; partition < 2; partition++) {
            if (cluster.committedOffset(topics.scoped("extract"), topics.examples(), partition) < cluster.endOffset(topics.examples(), partition)
                    && cluster.endOffset(topics.examples(), partition) > 0) {
                return false;
            }
        }
        return replicas.stream().allMatch(replica -> replica.tasks().complete() && replica.tasks().all().size() == defined.size()
                && defined.values().stream().allMatch(task -> isFollowed(replica, task)))
                && features().entrySet().stream().allMatch(entry -> defined.containsKey(entry.getKey().task())
                        && isTidy(entry.getValue(), replicas.getFirst().tasks().find(entry.getKey().task()).orElseThrow()));
    }

    /** What an earlier task of the name left stays as it is while a later one is there. */
    private static boolean isTidy(KeptExample example, Task task) {
        return example.also() == null || !example.example().incarnation().equals(task.definition().createdAt()) || isHeldBack(task);
    }

    private boolean isFollowed(SimulatedReplica replica, TaskDefinition definition) {
        Optional<Task> task = replica.tasks().find(definition.task()).filter(t -> t.definition().createdAt().equals(definition.createdAt()));
        if (task.isPresent() && isHeldBack(task.get())) {
            return task.get().state().examples() == surviving.get(definition.task()).size()
                    && newestRecord(definition).map(position -> task.get().state().hasLearned(position)).orElse(true);
        }
        String sha256 = expectedSha(definition).orElse(null);
        return task.isPresent() && task.get().backbone().equals(definition.backbone()) && task.get().state().examples() == surviving.get(definition.task()).size()
                && (sha256 == null ? task.get().live().isEmpty() : sha256.equals(task.get().state().lastSha256()))
                && newestRecord(definition).map(position -> task.get().state().hasLearned(position)).orElse(true);
    }

    /** Whether the backbone that the task asks for has read everything, and the gate does not let a head of its features go live. */
    private static boolean isHeldBack(Task task) {
        ChangeoverStatus changeover = task.state().changeover();
        return !task.backbone().equals(task.definition().backbone()) && task.definition().gate().mode() == Gate.Mode.GUARDED
                && changeover != null && changeover.to().equals(task.definition().backbone()) && changeover.pending() == 0
                && task.state().history().stream().anyMatch(entry -> entry.event() == HistoryEntry.Event.HOLD
                        && entry.reason().contains("examples were read by " + task.definition().backbone()));
    }

    private Optional<Position> newestRecord(TaskDefinition definition) {
        int partition = topics.partition(definition.task());
        return cluster.committed(topics.features(), partition).stream()
                .filter(entry -> FeatureKey.read(entry.key()).task().equals(definition.task()) && entry.value() != null
                        && FeatureRecord.read(entry.value()).incarnation().equals(definition.createdAt()))
                .map(entry -> new Position(partition, entry.offset()))
                .reduce((_, last) -> last);
    }

    /** The newest value of every key in the topic of features. */
    private Map<FeatureKey, KeptExample> features() {
        Map<FeatureKey, KeptExample> newest = new HashMap<>();
        for (int partition = 0; partition < topics.partitions(); partition++) {
            for (LogEntry entry : cluster.committed(topics.features(), partition)) {
                FeatureKey key = FeatureKey.read(entry.key());
                if (entry.value() == null) {
                    newest.remove(key);
                } else {
                    FeatureRecord.read(entry.value()).kept(null).ifPresent(example -> newest.put(key, example));
                }
            }
        }
        return newest;
    }

    /** Digest of the head of a task that only ever saw the examples that survive; empty if there is none. */
    private Optional<String> expectedSha(TaskDefinition definition) {
        return expectedShas.computeIfAbsent(definition.task() + "/" + definition.backbone(), _ -> fit(definition));
    }

    private Optional<String> fit(TaskDefinition definition) {
        Tasks alone = new Tasks();
        alone.define(definition);
        Graft fresh = new Grafts(alone, SimulatedReplica.training(InstantSource.fixed(Instant.EPOCH))).begin(definition.task(), definition.createdAt());
        expected(definition).forEach((id, example) -> fresh.learn(id, new KeptExample(example, null), new Source(new Position(0, 0), null, null)));
        fresh.refit();
        while (fresh.isRefining()) {
            fresh.refit();
        }
        return Optional.ofNullable(fresh.state().lastSha256());
    }

    private Map<String, LabeledFeatures> expected(TaskDefinition definition) {
        Map<String, LabeledFeatures> examples = new TreeMap<>();
        surviving.get(definition.task()).forEach((id, value) -> {
            JsonNode json = StrictJson.read(value);
            examples.put(id, new LabeledFeatures(definition.createdAt(), SimulatedBackbone.space(definition.backbone()),
                    new Target.Label(json.get("label").textValue()), 1, Map.of(),
                    SimulatedBackbone.features(definition.backbone(), json.get("text").textValue())));
        });
        return examples;
    }

    /** At the end the log and every replica hold exactly what survives. */
    void end(List<SimulatedReplica> replicas, Map<String, TaskDefinition> defined, boolean ordered) {
        Map<FeatureKey, LabeledFeatures> wanted = new HashMap<>();
        defined.values().forEach(definition -> expected(definition).forEach((id, example) -> wanted.put(new FeatureKey(definition.task(), id), example)));
        Map<FeatureKey, LabeledFeatures> found = new HashMap<>();
        // What an earlier task of a name left stays while a later one is there: it might have the same keys.
        features().forEach((key, example) -> {
            TaskDefinition definition = defined.get(key.task());
            if (definition == null || definition.createdAt().equals(example.example().incarnation())) {
                found.put(key, definition == null ? example.example() : inSpaceOf(definition, example, replicas.getFirst()));
            }
        });
        require(wanted.equals(found), "the log of features must hold " + without(wanted, found) + ", and not " + without(found, wanted)
                + states(replicas.getFirst()));
        for (SimulatedReplica replica : replicas) {
            for (TaskDefinition definition : defined.values()) {
                checkTask(replica, definition, ordered);
            }
            require(replica.tasks().all().size() == defined.size(), replica.process().name() + " must have the tasks " + defined.keySet());
        }
        require(isQuiet(replicas, defined), "the lag must reach 0");
    }

    /** The example in the space of the backbone that the task asks for; it has another vector only while the gate holds that one's heads back. */
    private LabeledFeatures inSpaceOf(TaskDefinition definition, KeptExample example, SimulatedReplica replica) {
        boolean asked = example.example().space().backbone().equals(definition.backbone());
        require(example.also() == null || isHeldBack(replica.tasks().find(definition.task()).orElseThrow()),
                "an example of " + definition.task() + " must have one vector: " + example);
        return asked || example.also() == null ? example.example() : example.also();
    }

    private String states(SimulatedReplica replica) {
        StringBuilder told = new StringBuilder();
        replica.tasks().all().forEach(task -> told.append("\n").append(task.definition().task()).append(' ').append(task.definition().gate().mode())
                .append(" asks for ").append(task.definition().backbone()).append(", has ").append(task.backbone()).append(", ")
                .append(task.state().changeover()).append(", ").append(task.state().examples()));
        return told.toString();
    }

    private List<String> without(Map<FeatureKey, LabeledFeatures> all, Map<FeatureKey, LabeledFeatures> those) {
        return all.entrySet().stream().filter(entry -> !those.entrySet().contains(entry))
                .map(entry -> entry.getKey() + "=" + entry.getValue().target() + " of " + entry.getValue().space().backbone() + " after " + story(entry.getKey())).sorted().toList();
    }

    /** All that was ever committed under a key: where, when, for which incarnation, and whether it was a vector or a deletion. */
    private List<String> story(FeatureKey key) {
        int partition = topics.partition(key.task());
        return cluster.everCommitted(topics.features(), partition).stream().filter(entry -> FeatureKey.read(entry.key()).equals(key))
                .map(entry -> "@" + entry.offset() + " " + Instant.ofEpochMilli(entry.appendedMs()) + (entry.value() == null ? " deletion" : " vector" + told(entry))
                        + entry.headers().stream().filter(header -> header.key().equals(Incarnation.HEADER))
                                .map(header -> " for " + Instant.ofEpochMilli(Long.parseLong(new String(header.value())))).findFirst().orElse(""))
                .toList();
    }

    private static String told(LogEntry entry) {
        KeptExample kept = FeatureRecord.read(entry.value()).kept(null).orElseThrow();
        String made = entry.headers().stream().filter(header -> header.key().equals(FeatureRecord.EXAMPLE_HEADER)).findFirst()
                .map(header -> ByteBuffer.wrap(header.value())).map(value -> value.getInt() + "@" + value.getLong()).orElse("nothing");
        return " " + kept.example().target() + " of " + kept.example().space().backbone() + (kept.also() == null ? "" : "+" + kept.also().space().backbone())
                + " made of " + made;
    }

    private void checkTask(SimulatedReplica replica, TaskDefinition definition, boolean ordered) {
        String what = definition.task() + " on " + replica.process().name();
        Task task = replica.tasks().find(definition.task()).orElse(null);
        require(task != null, what + " must be known");
        TaskState state = task.state();
        Map<String, LabeledFeatures> expected = expected(definition);
        require(state.examples() == expected.size(), what + " must have " + expected.size() + " examples: " + state.examples());
        String sha256 = expectedSha(definition).orElse(null);
        boolean guarded = definition.gate().mode() == Gate.Mode.GUARDED;
        if (isHeldBack(task)) {
            require(task.live().filter(head -> !head.head().space().backbone().equals(definition.backbone())).isPresent() || ordered,
                    what + " must be answered by a head of the former backbone");
        } else if (sha256 != null) {
            require(sha256.equals(state.lastSha256()), what + " must have trained " + sha256 + ": " + state.lastSha256() + states(replica) + "\n" + state.history());
            require(ordered || guarded || sha256.equals(task.live().map(HeadVersion::sha256).orElse(null)), what + " must serve " + sha256);
        } else {
            require(task.live().isEmpty(), what + " must serve no head");
        }
        require(state.trial().candidate().examples() <= state.scorecard().seen(), what + " counts an example as evidence twice: " + state.trial() + " of " + state.scorecard() + "\n" + state.history());
        require(ordered || guarded || state.history().stream().noneMatch(entry -> entry.event() == HistoryEntry.Event.ROLLBACK), what + " rolled back");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
