package dev.regraft.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabelIssuesTest {

    @Test
    void suspectsWhatIsAsSurelyAnotherLabelAsThatUsuallyIs() {
        // Given: of a the threshold is (10 × 0.9 + 2 × 0.1) / 12 = 0.767, of b 0.8
        LabelIssues issues = LabelIssues.of(new LeftOuts()
                .add(10, 'a', 0.9, 0.1, 0)
                .add(1, 'a', 0.1, 0.8, 0.1)
                .add(1, 'a', 0.1, 0.7, 0.2)
                .add(9, 'b', 0.2, 0.8, 0)
                .add(5, 'c', 0, 0, 1).all(), 10);
        // Then: the row of a counts 10 to a and 1 to b, and one to none: 12 / 11 of an example should be labeled b
        assertEquals(26, issues.examples());
        assertEquals(1, issues.count());
        assertEquals(List.of(new LabelIssues.Issue("0010", "a", "b", 0.8f)), issues.worst());
    }

    @Test
    void theLeastProbableLabelIsTheWorst() {
        LabelIssues issues = LabelIssues.of(new LeftOuts()
                .add(20, 'a', 0.8, 0.1, 0.1).add(20, 'b', 0.1, 0.8, 0.1)
                .add(1, 'a', 0.05, 0.9, 0.05).add(1, 'b', 0.97, 0.02, 0.01).add(1, 'a', 0.1, 0.85, 0.05).all(), 2);
        assertEquals(3, issues.count());
        assertEquals(List.of("0041", "0040"), issues.worst().stream().map(LabelIssues.Issue::id).toList());
        assertEquals("a", issues.worst().getFirst().likely());
    }

    @Test
    void nothingIsSuspectedWhereAllIsRight() {
        LabelIssues issues = LabelIssues.of(new LeftOuts().add(5, 'a', 0.6, 0.4, 0).add(5, 'b', 0.1, 0.9, 0).all(), 10);
        assertEquals(new LabelIssues(10, 0, List.of()), issues);
    }
}
