package dev.regraft.stream;

import dev.regraft.graft.ExampleArchive;
import jakarta.inject.Singleton;

/** What the topics of features and of examples hold, read anew for each question. */
@Singleton
public final class KafkaExampleArchive implements ExampleArchive {
}
