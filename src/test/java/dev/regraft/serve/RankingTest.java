package dev.regraft.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.backbone.Input;
import dev.regraft.graft.Examiner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RankingTest {

    private final LetterBackbone letters = new LetterBackbone("text", "1");
    private final Examiner examiner = new Examiner();

    @AfterEach
    void close() {
        examiner.close();
    }

    /** Texts that are long or short, labeled by that; 150 of them. */
    private static RankOrder order(List<String> backbones) {
        List<Input> inputs = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            boolean isLong = i % 3 == 0;
            inputs.add(new Input.Text("a".repeat(isLong ? 60 + i % 20 : 10 + i % 20) + " " + i));
            labels.add(isLong ? "long" : "short");
        }
        return new RankOrder(inputs, labels, backbones);
    }

    @Test
    void scoresABackboneByWhatItMakesOfTheExamples() {
        // When
        Ranking.Ranked ranked = new Ranking(_ -> letters, examiner).rank(order(List.of("letters"))).getFirst();
        // Then
        RankView view = RankView.of(ranked, List.of("long", "short", "long"));
        assertEquals(150, view.examples());
        assertEquals(2, view.labels());
        assertEquals("letters", view.backbone().name());
        assertEquals(1, view.looAccuracy());
        assertEquals(0.01, view.pValue());
        assertEquals(100 / 150.0, view.majorityAccuracy());
        assertTrue(view.looInterval().getFirst() > 0.9 && view.looInterval().getLast() == 1, view.toString());
        assertTrue(view.hScore() > 0 && view.hScore() <= 1 && Double.isFinite(view.logME()) && view.msPerItem() > 0, view.toString());
        assertNull(view.mismatch());
        assertNull(view.note());
    }

    @Test
    void asksForAFewFeaturesAtATime() {
        new Ranking(_ -> letters, examiner).rank(order(List.of("letters")));
        assertEquals(List.of(64, 64, 22), letters.requests);
    }

    @Test
    void ranksOneRequestAtATime() throws InterruptedException {
        // Given a ranking whose backbone is being loaded
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Ranking ranking = new Ranking(_ -> {
            loading.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return letters;
        }, examiner);
        CompletableFuture<List<Ranking.Ranked>> first = CompletableFuture.supplyAsync(() -> ranking.rank(order(List.of("letters"))));
        loading.await();
        // When, Then
        assertThrows(RankingBusyException.class, () -> ranking.rank(order(List.of("letters"))));
        go.countDown();
        assertEquals(1, first.join().size());
        assertEquals(2, ranking.rank(order(List.of("a", "b"))).size());
    }

    @Test
    void aRankingThatFailsGivesItsTurnBack() {
        Ranking ranking = new Ranking(name -> {
            if (name.equals("broken")) {
                throw new IllegalStateException("backbone cannot be prepared");
            }
            return letters;
        }, examiner);
        assertThrows(IllegalStateException.class, () -> ranking.rank(order(List.of("broken"))));
        assertEquals(1, ranking.rank(order(List.of("letters"))).size());
    }
}
