package dev.regraft.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;

/** Finds the moments at which faults hit hardest, by asking the brokers what the services are doing just now. */
final class Moments implements AutoCloseable {

    private static final long ANSWER_TIMEOUT_MS = 2_000;
    private static final long LOOK_AGAIN_MS = 2;

    private final Admin admin;
    private final Names names;

    Moments(String bootstrapServers, Names names) {
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers, "request.timeout.ms", 2_000,
                "default.api.timeout.ms", 5_000));
        this.names = names;
    }

    /** Waits until that instance has a transaction open; false if it has none within the time. */
    boolean awaitTransaction(String instance, Duration timeout) throws InterruptedException {
        ListTransactionsOptions ongoing = new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING));
        return await(timeout, () -> admin.listTransactions(ongoing).all().get(ANSWER_TIMEOUT_MS, TimeUnit.MILLISECONDS).stream()
                .anyMatch(transaction -> transaction.transactionalId().startsWith(names.prefix())
                        && transaction.transactionalId().contains(instance)));
    }

    /** Waits until something more is written to the topic of heads; false if nothing is within the time. */
    boolean awaitPublish(Duration timeout) throws InterruptedException {
        long[] before = {Long.MAX_VALUE};
        return await(timeout, () -> {
            long end = headsEnd();
            boolean more = end > before[0];
            before[0] = end;
            return more;
        });
    }

    private long headsEnd() throws InterruptedException, ExecutionException, TimeoutException {
        TopicPartition heads = new TopicPartition(names.heads(), 0);
        return admin.listOffsets(Map.of(heads, OffsetSpec.latest())).partitionResult(heads).get(ANSWER_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .offset();
    }

    private static boolean await(Duration timeout, Callable<Boolean> moment) throws InterruptedException {
        Instant end = Instant.now().plus(timeout);
        while (Instant.now().isBefore(end)) {
            if (ask(moment).orElse(false)) {
                return true;
            }
            Thread.sleep(LOOK_AGAIN_MS);
        }
        return false;
    }

    /** The member that trains the task just now. */
    Optional<Member> trainer() throws InterruptedException {
        return ask(() -> {
            ConsumerGroupDescription group = admin.describeConsumerGroups(List.of(names.trainGroup())).all()
                    .get(ANSWER_TIMEOUT_MS, TimeUnit.MILLISECONDS).get(names.trainGroup());
            int partitions = admin.describeTopics(List.of(names.features())).allTopicNames().get(ANSWER_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                    .get(names.features()).partitions().size();
            TopicPartition wanted = new TopicPartition(names.features(), Names.taskPartition(partitions));
            return group.members().stream().filter(member -> member.assignment().topicPartitions().contains(wanted))
                    .flatMap(member -> member.groupInstanceId().stream()).findFirst().map(Member::of).orElse(null);
        });
    }

    /** Empty if the brokers do not answer just now. */
    private static <T> Optional<T> ask(Callable<T> question) throws InterruptedException {
        try {
            return Optional.ofNullable(question.call());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception _) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
