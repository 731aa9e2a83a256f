package dev.regraft.serve;

/** Another ranking of backbones is on; this one may come again. */
final class RankingBusyException extends RuntimeException {

    static final int RETRY_AFTER_SECONDS = 10;

    RankingBusyException() {
        super("rankings must come one at a time: another one is on");
    }
}
