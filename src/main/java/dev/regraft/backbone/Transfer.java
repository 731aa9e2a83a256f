package dev.regraft.backbone;

/**
 * How far the fetching of a model has come.
 *
 * @param doneBytes that are here, those of an earlier try among them
 * @param ofBytes there will be; -1 while a server does not tell
 */
record Transfer(long doneBytes, long ofBytes) {
}
