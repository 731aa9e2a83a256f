package dev.regraft.backbone;

import java.time.Duration;

/**
 * How hard a remote model may be asked, and how long one waits for it.
 *
 * @param batchItems most texts in one request
 * @param batchCharacters most characters in one request; a single longer text goes alone
 * @param connections most requests that are out at a time
 * @param timeout of one request, and how long one who waits for an answer is kept waiting by failures
 * @param attempts how often a text to serve is sent before its request fails
 * @param retryDelay about how long one waits before the second attempt; twice as long before each further one
 * @param breakerFailures failures in a row after which it is left alone
 * @param breakerPause for how long
 * @param requestsPerMinute most requests in a minute; null for any number
 * @param tokensPerMinute most tokens in a minute; null for any number
 */
record RemotePace(int batchItems, int batchCharacters, int connections, Duration timeout, int attempts, Duration retryDelay,
        int breakerFailures, Duration breakerPause, Integer requestsPerMinute, Integer tokensPerMinute) {

    RemotePace requireValid(String backbone) {
        Positive.require(backbone, "batch-items", batchItems);
        Positive.require(backbone, "batch-characters", batchCharacters);
        Positive.require(backbone, "connections", connections);
        Positive.require(backbone, "timeout", timeout.toMillis());
        Positive.require(backbone, "attempts", attempts);
        Positive.require(backbone, "retry-delay", retryDelay.toMillis());
        Positive.require(backbone, "breaker-failures", breakerFailures);
        Positive.require(backbone, "breaker-pause", breakerPause.toMillis());
        Positive.require(backbone, "requests-per-minute", requestsPerMinute);
        Positive.require(backbone, "tokens-per-minute", tokensPerMinute);
        return this;
    }
}
