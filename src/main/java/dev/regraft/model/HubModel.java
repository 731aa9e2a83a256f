package dev.regraft.model;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model on a hub, as a source names it: {@code hf://org/name[@revision][/path/of/a.onnx]}. A slash in a revision is written as
 * {@code %2F} where a path follows.
 *
 * @param repository {@code org/name}, or {@code name} alone
 * @param revision a branch, tag or commit; {@code main} where none is named
 * @param file the ONNX file that is meant; null where it is chosen by precision
 */
record HubModel(String repository, String revision, String file) {

    private static final String SCHEME = "hf://";
    private static final Pattern SOURCE = Pattern.compile(
            "(?<repository>[^@/]+(?:/[^@/]+)?)(?:@(?<revision>refs/[^/]+/[^/]+|.+?))?(?:/(?<file>[^@]+\\.onnx))?");
    private static final Pattern REPOSITORY = Pattern.compile("(?:[a-zA-Z0-9_][\\w.-]*/)?[a-zA-Z0-9_](?:[\\w.-]*\\w)?");
    private static final Pattern REVISION = Pattern.compile("[\\w.+-]+(?:/[\\w.+-]+)*");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    /** Names that are not . or .., without control characters, backslashes and colons. */
    private static final Pattern PLAIN_PATH = Pattern.compile(
            "(?!\\.{1,2}(?:/|$))[^/\\\\:\\p{Cntrl}]{1,255}(?:/(?!\\.{1,2}(?:/|$))[^/\\\\:\\p{Cntrl}]{1,255})*");
    private static final int MOST_CHARACTERS = 96;
    private static final int MOST_PATH_CHARACTERS = 1024;

    HubModel {
        if (repository.length() > MOST_CHARACTERS || !REPOSITORY.matcher(repository).matches() || repository.contains("..")
                || repository.contains("--") || repository.endsWith(".git")) {
            throw new IllegalArgumentException("model of a hub must be org/name, of letters, digits, '-', '_' and '.': " + repository);
        }
        if (!REVISION.matcher(revision).matches() || !isPlain(revision)) {
            throw new IllegalArgumentException("revision must be a branch, a tag or a commit: " + revision);
        }
        if (file != null && !isPlain(file)) {
            throw new IllegalArgumentException("file of a model must be a path below its folder: " + file);
        }
    }

    /** @throws IllegalArgumentException if the source does not name a model of a hub */
    static HubModel of(String source) {
        Matcher parts = SOURCE.matcher(source.startsWith(SCHEME) ? source.substring(SCHEME.length()) : "");
        if (!parts.matches()) {
            throw new IllegalArgumentException("source must be hf://org/name, hf://org/name@revision, or either with /path/of/a.onnx: "
                    + source);
        }
        String revision = parts.group("revision") == null ? "main" : parts.group("revision").replace("+", "%2B");
        return new HubModel(parts.group("repository"), URLDecoder.decode(revision, StandardCharsets.UTF_8), parts.group("file"));
    }

    /** Whether a path of a listing can be a path on this disk: relative, plain, of a length that disks take. */
    static boolean isPlain(String path) {
        return path.length() <= MOST_PATH_CHARACTERS && PLAIN_PATH.matcher(path).matches();
    }

    /** Whether the revision can never mean anything else. */
    boolean isCommit() {
        return COMMIT.matcher(revision).matches();
    }

    /** Where the hub tells what a revision is and which files it has. */
    String listingPath() {
        return "/api/models/" + repository + "/revision/" + encoded(revision);
    }

    /** Where the hub has a file of a commit. */
    String filePath(String commit, String path) {
        StringBuilder names = new StringBuilder("/" + repository + "/resolve/" + commit);
        for (String name : path.split("/")) {
            names.append('/').append(encoded(name));
        }
        return names.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What the source was. */
    @Override
    public String toString() {
        return SCHEME + repository + "@" + revision + (file == null ? "" : "/" + file);
    }
}
