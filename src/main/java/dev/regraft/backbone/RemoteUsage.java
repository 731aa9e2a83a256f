package dev.regraft.backbone;

/**
 * What a remote backbone has used since it was loaded, and how it stands.
 *
 * @param requests that were sent, with those in vain
 * @param failures requests that brought no vectors
 * @param tokens as the provider has counted them
 * @param cost of the tokens, by the price that is configured; null if there is none
 * @param breaker {@code closed} while requests are sent, {@code open} while the provider is left alone, {@code trying} while one is out to see
 * @param trouble what failed last; null if the last request was answered
 */
public record RemoteUsage(long requests, long failures, long tokens, Double cost, String breaker, String trouble) {
}
