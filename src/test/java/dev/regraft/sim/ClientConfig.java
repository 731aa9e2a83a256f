package dev.regraft.sim;

import java.util.Map;

/** What a client was made with; numbers may be written as text. */
record ClientConfig(Map<String, Object> values) {

    String text(String key, String otherwise) {
        Object value = values.get(key);
        return value == null ? otherwise : value.toString();
    }

    int number(String key, int otherwise) {
        Object value = values.get(key);
        return value == null ? otherwise : Integer.parseInt(value.toString());
    }

    boolean committedOnly() {
        return text("isolation.level", "read_uncommitted").equals("read_committed");
    }
}
