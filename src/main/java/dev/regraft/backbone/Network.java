package dev.regraft.backbone;

import dev.regraft.feature.Features;
import java.util.List;

/** What a lane runs: rows of equal length in, their features out, on the calling thread. */
interface Network {

    /** @param rows at least one, all of the same length */
    List<Features> run(List<Tokens> rows);

    /** Most rows of one run, whatever their length. */
    int maxRows();
}
