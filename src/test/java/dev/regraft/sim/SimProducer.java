package dev.regraft.sim;

import dev.regraft.sim.TransactionState.Identity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortedException;

/**
 * A producer: the methods of {@link org.apache.kafka.clients.producer.Producer} that are simulated, and the state that the real one keeps
 * of its transaction. Records wait in an {@link Outbox} until they are sent.
 */
final class SimProducer {

    private enum State { UNINITIALIZED, READY, IN_TRANSACTION, COMMITTING, ABORTING, ABORTABLE_ERROR, FATAL_ERROR }

    private static final String TIMEOUT_MS = "transaction.timeout.ms";
    private static final int DEFAULT_TIMEOUT_MS = 60_000;

    private final SimProcess process;
    private final SimCluster cluster;
    private final String transactionalId;
    private final int timeoutMs;
    private final Outbox outbox;
    private State state = State.UNINITIALIZED;
    private Exception error;
    private Identity identity;
    /** Whether the coordinator knows of the transaction; one that it does not know ends without it. */
    private boolean started;
    private boolean answered;
    private boolean closed;

    SimProducer(SimProcess process, SimCluster cluster, ClientConfig config) {
        this.process = process;
        this.cluster = cluster;
        this.transactionalId = config.text("transactional.id", null);
        this.timeoutMs = config.number(TIMEOUT_MS, DEFAULT_TIMEOUT_MS);
        this.outbox = new Outbox(this, process, cluster);
    }

    boolean isClosed() {
        return closed;
    }

    void initTransactions() {
        requireOpen();
        requireTransactional();
        failOnError();
        if (state != State.UNINITIALIZED) {
            throw invalid("initTransactions");
        }
        if (!process.isReachable()) {
            throw SimCluster.timeout("initTransactions");
        }
        identity = cluster.transactions().own(transactionalId, timeoutMs);
        state = State.READY;
    }

    void beginTransaction() {
        requireOpen();
        requireTransactional();
        failOnError();
        if (state != State.READY) {
            throw invalid("beginTransaction");
        }
        state = State.IN_TRANSACTION;
    }

    Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return send(record, null);
    }

    Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        requireOpen();
        if (transactionalId != null) {
            if (error != null) {
                throw new KafkaException("Cannot perform send because at least one previous transactional or idempotent request has failed "
                        + "with errors.", error);
            }
            if (state != State.IN_TRANSACTION) {
                throw invalid("send");
            }
        }
        return outbox.add(record, callback);
    }

    /** Appends what the outbox sends. */
    long append(SimPartition partition, SimPartition.Draft draft) {
        if (transactionalId == null) {
            return partition.append(draft, cluster.nowMs());
        }
        long offset = cluster.transactions().append(transactionalId, identity, partition, draft);
        started = true;
        return offset;
    }

    /** Notes that a record could not be sent; a transaction cannot be committed then. */
    void failed(Exception why) {
        if (transactionalId != null && state != State.FATAL_ERROR) {
            state = why instanceof ProducerFencedException ? State.FATAL_ERROR : State.ABORTABLE_ERROR;
            error = why;
        }
    }

    /** Whether nothing more is sent in the present transaction. */
    boolean hasFailed() {
        return error != null;
    }

    void sendOffsetsToTransaction(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata metadata) {
        requireOpen();
        requireTransactional();
        failOnError();
        if (state != State.IN_TRANSACTION) {
            throw invalid("sendOffsetsToTransaction");
        }
        if (offsets.isEmpty()) {
            return;
        }
        if (!process.isReachable()) {
            throw SimCluster.timeout("sendOffsetsToTransaction");
        }
        Map<TopicPartition, OffsetAndMetadata> sorted = new TreeMap<>(Positions.ORDER);
        sorted.putAll(offsets);
        try {
            cluster.transactions().addOffsets(transactionalId, identity, sorted, metadata);
            started = true;
        } catch (KafkaException e) {
            failed(e);
            throw e;
        }
    }

    void commitTransaction() {
        requireOpen();
        requireTransactional();
        if (state != State.COMMITTING) {
            failOnError();
            if (state != State.IN_TRANSACTION) {
                throw invalid("commitTransaction");
            }
            state = State.COMMITTING;
            answered = false;
        }
        if (!process.isReachable()) {
            throw SimCluster.timeout("commitTransaction");
        }
        outbox.flush();
        failOnError();
        Moment loss = started ? process.lossOfCommit() : null;
        if (loss == Moment.BEFORE) {
            throw SimCluster.timeout("commitTransaction");
        }
        end(true);
        if (loss == Moment.AFTER) {
            throw SimCluster.timeout("commitTransaction");
        }
        ended();
    }

    void abortTransaction() {
        requireOpen();
        requireTransactional();
        if (state == State.FATAL_ERROR) {
            failOnError();
        }
        if (state != State.ABORTING) {
            if (state != State.IN_TRANSACTION && state != State.ABORTABLE_ERROR) {
                throw invalid("abortTransaction");
            }
            outbox.discard(new TransactionAbortedException());
            state = State.ABORTING;
            answered = false;
        }
        if (!process.isReachable()) {
            throw SimCluster.timeout("abortTransaction");
        }
        end(false);
        ended();
    }

    /** Has the coordinator end the transaction, unless it did already. */
    private void end(boolean commit) {
        if (started && !answered) {
            try {
                cluster.transactions().end(transactionalId, identity, commit);
                answered = true;
            } catch (ProducerFencedException e) {
                state = State.FATAL_ERROR;
                error = e;
                throw e;
            }
        }
    }

    private void ended() {
        if (started) {
            identity = new Identity(identity.producerId(), identity.epoch() + 1);
        }
        started = false;
        error = null;
        state = State.READY;
    }

    /** What the sender thread does while the process runs: now and then sends what waits, and repeats what met a time-out. */
    void sendInBackground() {
        if (!closed && (outbox.isWaiting() || state == State.COMMITTING && !answered) && cluster.random().nextBoolean()) {
            outbox.flush();
            if (state == State.COMMITTING) {
                endQuietly(true);
            }
        }
    }

    private void endQuietly(boolean commit) {
        try {
            end(commit);
        } catch (ProducerFencedException _) {
            // The state says so, and the next call tells it.
        }
    }

    /** Waits for what was sent. */
    void await() {
        long call = process.enter();
        outbox.flush();
        process.leave(call);
    }

    void flush() {
        requireOpen();
        outbox.flush();
    }

    List<PartitionInfo> partitionsFor(String topic) {
        requireOpen();
        if (!process.isReachable() || cluster.partitionsOf(topic).isEmpty()) {
            throw new TimeoutException("Topic " + topic + " not present in metadata");
        }
        return Positions.infos(cluster.partitionsOf(topic));
    }

    Map<MetricName, Metric> metrics() {
        return Map.of();
    }

    void close() {
        close(Duration.ofMillis(Long.MAX_VALUE));
    }

    /** Sends what waits and aborts what is open, unless there is no time for it. */
    void close(Duration timeout) {
        if (closed) {
            return;
        }
        if (timeout.isZero() || !process.isReachable()) {
            outbox.discard(new KafkaException("Producer is closed forcefully."));
        } else {
            outbox.flush();
            switch (state) {
                case COMMITTING -> endQuietly(true);
                case IN_TRANSACTION, ABORTABLE_ERROR, ABORTING -> endQuietly(false);
                default -> { }
            }
        }
        closed = true;
    }

    private void failOnError() {
        switch (error) {
            case null -> { }
            case ProducerFencedException _ -> throw new ProducerFencedException(transactionalId + " has been fenced");
            case InvalidProducerEpochException _ ->
                throw new InvalidProducerEpochException(transactionalId + " attempted to produce with an old epoch");
            default -> throw new KafkaException("Cannot execute transactional method because we are in an error state", error);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Cannot perform operation after producer has been closed");
        }
    }

    private void requireTransactional() {
        if (transactionalId == null) {
            throw new IllegalStateException("Cannot use transactional methods without enabling transactions by setting transactional.id");
        }
    }

    private IllegalStateException invalid(String deed) {
        return new IllegalStateException("TransactionalId " + transactionalId + ": cannot call " + deed + " in state " + state);
    }
}
