package dev.regraft.chaos;

/** What is sent to the topic of examples under one key. */
sealed interface Event {

    /** The example's id, the record's key. */
    String id();

    /** An example, new or in place of the one before. */
    record Put(String id, String text, String label) implements Event {

        /** The record's value. Neither text nor label holds anything to be escaped. */
        String json(String task) {
            return "{\"task\":\"" + task + "\",\"text\":\"" + text + "\",\"label\":\"" + label + "\"}";
        }
    }

    /** The end of an example. */
    record Delete(String id) implements Event {
    }

    /** A record that nobody can read. */
    record Garbage(String id) implements Event {
    }
}
