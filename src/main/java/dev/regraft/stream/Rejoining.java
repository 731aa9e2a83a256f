package dev.regraft.stream;

import org.apache.kafka.clients.consumer.Consumer;

/**
 * A new member of a group asks for one more rebalance as soon as it has joined. In a cooperative rebalance partitions move in two steps; a
 * static member that dies between them and comes back is given what it had, and nobody takes the second step: what was on its way would
 * have no owner until the next rebalance.
 */
final class Rejoining {

    private boolean asked;

    /** To be called after each poll. */
    void after(Consumer<byte[], byte[]> consumer) {
        if (!asked && consumer.groupMetadata().generationId() >= 0) {
            asked = true;
            consumer.enforceRebalance("new member: partitions may be on their way to nobody");
        }
    }
}
