package dev.regraft.model;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which files a commit of a model has.
 *
 * @param commit 40 hex digits
 * @param files their paths
 */
record HubListing(String commit, SortedSet<String> files) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_FILES = 100_000;

    /**
     * As a hub tells it: {@code {"sha":"..","siblings":[{"rfilename":".."}]}}. Names that cannot be paths here are left out: what needs
     * them does not find them.
     *
     * @throws IOException if it is something else
     */
    static HubListing of(byte[] json) throws IOException {
        JsonNode root = parsed(json);
        String commit = root.path("sha").asText("");
        if (!commit.matches("[0-9a-f]{40}")) {
            throw new IOException("hub must name the commit of a revision in 40 hex digits: " + commit);
        }
        SortedSet<String> files = new TreeSet<>();
        for (JsonNode sibling : root.path("siblings")) {
            add(sibling.path("rfilename").asText(""), files);
        }
        return new HubListing(commit, files);
    }

    /** As the tools of Hugging Face keep it in {@code trees}: {@code {"files":{"path":{..}}}}. */
    static HubListing ofTree(String commit, byte[] json) throws IOException {
        SortedSet<String> files = new TreeSet<>();
        for (String path : (Iterable<String>) parsed(json).path("files")::fieldNames) {
            add(path, files);
        }
        return new HubListing(commit, files);
    }

    private static void add(String path, SortedSet<String> files) throws IOException {
        if (files.size() >= MOST_FILES) {
            throw new IOException("a model must have at most " + MOST_FILES + " files");
        }
        if (HubModel.isPlain(path)) {
            files.add(path);
        }
    }

    private static JsonNode parsed(byte[] json) throws IOException {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            throw new IOException("hub must answer in JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** As {@link #of} reads it. */
    byte[] json() throws IOException {
        ObjectNode root = JSON.createObjectNode().put("sha", commit);
        files.forEach(path -> root.withArray("siblings").addObject().put("rfilename", path));
        return JSON.writeValueAsBytes(root);
    }
}
