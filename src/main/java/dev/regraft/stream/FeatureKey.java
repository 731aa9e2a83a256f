package dev.regraft.stream;

import java.nio.charset.StandardCharsets;

/**
 * Key of a record in the topic of features: {@code task/id} for an example, {@code task} alone for an order.
 *
 * @param id of the example; null for an order
 */
record FeatureKey(String task, String id) {

    static FeatureKey read(byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8);
        int slash = text.indexOf('/');
        return slash < 0 ? new FeatureKey(text, null) : new FeatureKey(text.substring(0, slash), text.substring(slash + 1));
    }

    byte[] bytes() {
        return (id == null ? task : task + "/" + id).getBytes(StandardCharsets.UTF_8);
    }
}
