package dev.regraft.serve;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.graft.BackboneScore;
import java.util.HashSet;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How well a backbone suits examples, as clients see it. */
@Schema(name = "RankedBackbone")
record RankView(Views.BackboneView backbone,
        @Schema(description = "How many examples were left out, each by itself") int examples,
        int labels,
        @Schema(description = "Share of them that a head which did not know them is right of") double looAccuracy,
        @Schema(description = "Where that share lies with 95 % confidence") List<Double> looInterval,
        @Schema(description = "Mean log evidence of an example, in nats; higher is better") double logME,
        @Schema(description = "From 0 to the number of labels less one; higher is better") double hScore,
        @Schema(description = "How probable shuffled labels are to do as well") double pValue,
        @Schema(description = "Time of an input, beside whatever else the service did") double msPerItem,
        @Schema(description = "Share that have the most frequent label") double majorityAccuracy,
        @Schema(description = "Share that simple word counts are right of") Double wordsAccuracy,
        @Schema(description = "Why the backbone does not suit these examples; null if nothing speaks against it") String mismatch,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "What cannot be said of it") String note) {

    static RankView of(Ranking.Ranked ranked, List<String> labels) {
        FeatureSpace space = ranked.space();
        BackboneScore score = ranked.score();
        return new RankView(new Views.BackboneView(space.backbone(), space.digest(), space.dimension()), score.examples(),
                new HashSet<>(labels).size(), score.looAccuracy(), List.of(score.looInterval().lower(), score.looInterval().upper()),
                score.logMe(), score.hScore(), score.pValue(), ranked.msPerItem(), score.majorityAccuracy(), score.wordsAccuracy(),
                score.mismatch(), score.note());
    }
}
