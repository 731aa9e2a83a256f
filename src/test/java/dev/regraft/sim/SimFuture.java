package dev.regraft.sim;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.RecordMetadata;

/** What becomes of a record that was sent. Waiting for it has the producer send all that it holds back, and is a client call. */
final class SimFuture implements Future<RecordMetadata> {

    private final SimProducer producer;
    private RecordMetadata metadata;
    private Exception failure;

    SimFuture(SimProducer producer) {
        this.producer = producer;
    }

    void complete(RecordMetadata appended) {
        metadata = appended;
    }

    void fail(Exception why) {
        failure = why;
    }

    @Override
    public RecordMetadata get() throws ExecutionException {
        producer.await();
        if (failure != null) {
            throw new ExecutionException(failure);
        }
        return metadata;
    }

    @Override
    public RecordMetadata get(long timeout, TimeUnit unit) throws ExecutionException {
        return get();
    }

    @Override
    public boolean isDone() {
        return metadata != null || failure != null;
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        return false;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }
}
