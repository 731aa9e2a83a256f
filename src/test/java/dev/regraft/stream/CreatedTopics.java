package dev.regraft.stream;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Topics of a broker that has just been asked for them. */
final class CreatedTopics {

    private CreatedTopics() {
    }

    /** Creates them, and waits until the broker knows of all. */
    static FeaturesTopic of(KafkaClients clients, Topics topics) throws InterruptedException, ExecutionException {
        try (Admin admin = clients.admin()) {
            while (true) {
                try {
                    return topics.prepare(admin);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                        throw e;
                    }
                    Thread.sleep(20);
                }
            }
        }
    }
}
