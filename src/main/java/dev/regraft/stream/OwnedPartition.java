package dev.regraft.stream;

import dev.regraft.feature.NewerFormatException;
import dev.regraft.graft.KeptExample;
import dev.regraft.graft.Unread;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * One partition of the topic of features, from when it is given to this process until it is taken away.
 *
 * <p>Whoever trained it before may still be alive, and not know that it no longer owns it. So the first thing done is to fence it: all that
 * is written for a partition is written under one transactional id, and the older producer of that id can commit nothing from then on.
 * Only then is it read where the tasks stand, and the log from there on. What a trainer publishes is therefore always the successor of
 * what was published before, whoever that was.
 *
 * <p>Stages, each entered once: fencing → catching up → folding → training, or refused from any of them.
 */
final class OwnedPartition implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OwnedPartition.class);

    /** After a failure. */
    private static final Duration READ_AGAIN = Duration.ofSeconds(5);
    /** After somebody else came between. */
    private static final Duration REWRITE_AGAIN = Duration.ofMillis(200);

    /** How far it is. */
    enum Stage {
        /** Its former owner has not been fenced yet. */
        FENCING,
        /** The replica still reads the definitions, heads and states that were in the log when the former owner was fenced. */
        CATCHING_UP,
        /** The log is read to where it ended then; nothing is written yet. */
        FOLDING,
        /** What is read is learned, judged and published. */
        TRAINING,
        /** The log holds what a later version of the service has written. */
        REFUSED
    }

    private final TopicPartition partition;
    private final Trainer trainer;
    private final Consumer<byte[], byte[]> consumer;
    private PartitionFold fold;
    private Stage stage = Stage.FENCING;
    private Producer<byte[], byte[]> producer;
    private Map<TopicPartition, Long> followedTo;
    private long end;
    private Instant readAt;
    private Set<String> askedFor = Set.of();
    private Map<TopicPartition, Long> askedAt;
    private long recordsSinceSnapshot;
    private boolean snapshotFails;
    private Reading reading;
    private FutureTask<Map<Unread, Reading.Result>> beingRead;
    private Instant readAgainAt = Instant.MIN;
    private Instant rewriteAgainAt = Instant.MIN;
    private String refusal;

    /** The partition is paused until it is folded. */
    OwnedPartition(TopicPartition partition, Trainer trainer, Consumer<byte[], byte[]> consumer) {
        this.partition = partition;
        this.trainer = trainer;
        this.consumer = consumer;
        consumer.pause(List.of(partition));
    }

    Stage stage() {
        return stage;
    }

    /** Why nothing is learned any more; empty while something is. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Takes in what was read of it. */
    void take(List<ConsumerRecord<byte[], byte[]>> records) {
        try {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (stage != Stage.REFUSED) {
                    fold.take(record);
                    recordsSinceSnapshot++;
                }
            }
        } catch (NewerFormatException e) {
            refuse(e.getMessage());
        }
    }

    private void refuse(String reason) {
        stage = Stage.REFUSED;
        refusal = reason;
        consumer.pause(List.of(partition));
        LOG.errorf("Partition %s is not trained here any more, its heads stay live: %s", partition, reason);
    }

    /** Goes a step further, if that can be done now without waiting; publishes what is new. */
    void advance() {
        switch (stage) {
            case FENCING -> fence();
            case CATCHING_UP -> {
                if (trainer.follower.reached(followedTo)) {
                    beginFold();
                }
            }
            case FOLDING -> {
                requireDeletionsRead();
                if (consumer.position(partition) >= end) {
                    fold.caughtUp();
                    stage = Stage.TRAINING;
                    readAt = trainer.clock.instant();
                    LOG.infof("Trains the tasks of %s: %d examples", partition, fold.size());
                }
            }
            case TRAINING -> {
                requireDeletionsRead();
                readAt = trainer.clock.instant();
                train();
            }
            case REFUSED -> { }
        }
    }

    /**
     * A deletion is gone from the log some time after it was compacted. Whoever read a vector before and was then kept from reading on for
     * so long may never see it: it has to begin anew.
     */
    private void requireDeletionsRead() {
        Duration since = Duration.between(readAt, trainer.clock.instant());
        if (since.multipliedBy(2).compareTo(trainer.features.deleteRetention()) > 0) {
            throw new IllegalStateException("it was not read for " + since + ", deletions may be gone from the log");
        }
    }

    private void fence() {
        producer = trainer.clients.transactionalProducer(trainer.topics.scoped("train-" + partition.partition()));
        producer.initTransactions();
        end = consumer.endOffsets(List.of(partition)).get(partition);
        followedTo = trainer.follower.ends(consumer, partition.partition());
        stage = Stage.CATCHING_UP;
    }

    private void beginFold() {
        fold = trainer.newFold(partition.partition());
        stage = Stage.FOLDING;
        readAt = trainer.clock.instant();
        try {
            consumer.seek(partition, restore());
            consumer.resume(List.of(partition));
        } catch (NewerFormatException e) {
            refuse(e.getMessage());
        }
    }

    /** The offset to read on from. */
    private long restore() {
        long beginning = consumer.beginningOffsets(List.of(partition)).get(partition);
        try {
            Snapshots.Found found = trainer.snapshots.find(partition.partition(), trainer.features, trainer.clock.instant());
            long offset = found.snapshot().origin().offset();
            if (offset < beginning || offset > end) {
                throw new Snapshots.UnusableException("offset must be in [" + beginning + ", " + end + "]: " + offset);
            }
            requirePublished(found.snapshot().tasks());
            found.forEach(fold::restore, fold::restoreLeftover);
            LOG.infof("Took %d examples of %s from the snapshot at %d", fold.size(), partition, offset);
            return offset;
        } catch (Snapshots.UnusableException | IOException e) {
            LOG.infof("Reads %s from its beginning, without a snapshot: %s", partition, e.getMessage());
            fold = trainer.newFold(partition.partition());
            return beginning;
        }
    }

    /** What a snapshot has learned must have been published: else examples would go unscored, and orders unheard. */
    private void requirePublished(List<Snapshot.Learned> tasks) throws Snapshots.UnusableException {
        for (Snapshot.Learned learned : tasks) {
            if (!trainer.isPublished(learned, partition.partition())) {
                throw new Snapshots.UnusableException("it is ahead of the log of heads: task " + learned.task());
            }
        }
    }

    private void train() {
        endTasksWithoutDefinition();
        takeOutLeftovers();
        reread();
        rewrite();
        List<ProducerRecord<byte[], byte[]>> outcomes = fold.outcomes();
        if (!outcomes.isEmpty()) {
            producer.beginTransaction();
            outcomes.forEach(producer::send);
            producer.commitTransaction();
        }
        if (recordsSinceSnapshot >= Math.max(trainer.snapshotRecords, fold.size() / 2)) {
            writeSnapshot();
        }
    }

    /**
     * Writes examples once more. Others may append newer records of the same keys at any time: one that is not read yet would be hidden. So they are
     * put into the log first, undecided, and it is looked where: only if they lie directly behind what was read, with nothing between them, they
     * stay. Else it is tried again when the log is read further.
     */
    private void rewrite() {
        Map<FeatureKey, KeptExample> rewrites = fold.rewrites();
        long position = consumer.position(partition);
        if (rewrites.isEmpty() || trainer.clock.instant().isBefore(rewriteAgainAt)
                || consumer.endOffsets(List.of(partition)).get(partition) > position) {
            return;
        }
        producer.beginTransaction();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        rewrites.forEach((key, example) -> sent.add(producer.send(fold.rewrite(key, example))));
        producer.flush();
        if (lieAt(position, sent)) {
            producer.commitTransaction();
            fold.rewritten(rewrites.keySet());
        } else {
            producer.abortTransaction();
            rewriteAgainAt = trainer.clock.instant().plus(REWRITE_AGAIN);
        }
    }

    private static boolean lieAt(long position, List<Future<RecordMetadata>> sent) {
        for (int i = 0; i < sent.size(); i++) {
            if (sent.get(i).state() != Future.State.SUCCESS || sent.get(i).resultNow().offset() != position + i) {
                return false;
            }
        }
        return true;
    }

    /** Takes what another backbone has read meanwhile, and gives it more to read. */
    private void reread() {
        if (beingRead != null && beingRead.isDone()) {
            fold.takeRead(reading, results(beingRead));
            beingRead = null;
        }
        if (beingRead == null && !trainer.clock.instant().isBefore(readAgainAt)) {
            fold.unread(Rereader.AT_ONCE).ifPresent(next -> {
                reading = next;
                beingRead = trainer.rereader.begin(next);
            });
        }
    }

    /** None if it failed: then it is tried again after a while. */
    private Map<Unread, Reading.Result> results(FutureTask<Map<Unread, Reading.Result>> done) {
        if (done.state() == Future.State.SUCCESS) {
            return done.resultNow();
        }
        if (done.exceptionNow() instanceof Error error) {
            throw error;
        }
        LOG.warnf("%d examples of task %s were not read by %s, and are tried again: %s", reading.unread().size(), reading.task().task(),
                reading.backbone(), done.exceptionNow());
        readAgainAt = trainer.clock.instant().plus(READ_AGAIN);
        return Map.of();
    }

    /**
     * Takes what tasks that are over left behind out of the log. A task of the same name may be created at any time, and have a vector
     * under the same key: one in front of the tombstone would be lost. So the tombstones are put into the log first, undecided, and then
     * it is looked whether the name is still free: whatever comes later also lies behind them.
     */
    private void takeOutLeftovers() {
        List<FeatureKey> leftovers = fold.removable();
        if (leftovers.isEmpty()) {
            return;
        }
        producer.beginTransaction();
        leftovers.forEach(leftover -> producer.send(fold.tombstone(leftover)));
        producer.flush();
        if (trainer.follower.reached(trainer.follower.ends(consumer)) && fold.removable().containsAll(leftovers)) {
            producer.commitTransaction();
            fold.removed(leftovers);
        } else {
            producer.abortTransaction();
        }
    }

    /** A task without a definition was deleted, unless the definition has only not been followed yet. */
    private void endTasksWithoutDefinition() {
        if (askedFor.isEmpty()) {
            askedFor = fold.undefined();
            askedAt = askedFor.isEmpty() ? null : trainer.follower.ends(consumer);
        } else if (trainer.follower.reached(askedAt)) {
            fold.endUndefined(askedFor);
            askedFor = Set.of();
        }
    }

    /** Writes a snapshot, if all that was read is published. One that cannot be written costs time at the next start, nothing else. */
    void writeSnapshot() {
        if (stage != Stage.TRAINING || recordsSinceSnapshot == 0 || !fold.settled()) {
            return;
        }
        recordsSinceSnapshot = 0;
        Instant now = trainer.clock.instant();
        var origin = new Snapshot.Origin(trainer.features.id(), partition.partition(), consumer.position(partition), now);
        try {
            trainer.snapshots.write(new Snapshot(origin, fold.learned(), fold.leftovers()), fold.examples());
            snapshotFails = false;
        } catch (IOException e) {
            trainer.metrics.snapshotFailed();
            if (!snapshotFails) {
                LOG.warnf("No snapshot of %s can be written, a restart will read the log instead: %s", partition, e);
            }
            snapshotFails = true;
        }
    }

    /** Whether something is done in the background, or will be in a moment. */
    boolean isRefining() {
        return stage == Stage.TRAINING && (fold.isRefining() || fold.isRewriting() || beingRead != null);
    }

    @Override
    public void close() {
        if (beingRead != null) {
            beingRead.cancel(true);
        }
        if (fold != null) {
            fold.stop();
        }
        if (producer != null) {
            producer.close(KafkaClients.CLOSE_TIMEOUT);
        }
    }
}
