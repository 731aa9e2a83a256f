package dev.regraft.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReliabilityTest {

    @Test
    void holdsConfidenceAgainstAccuracy() {
        // Given: 0.9 sure of 10, of which 7 are right, and 0.5 sure of 10, of which 5 are
        Reliability reliability = Reliability.of(new LeftOuts()
                .add(7, 'a', 0.9, 0.1, 0).add(3, 'b', 0.9, 0.1, 0)
                .add(5, 'a', 0.5, 0.3, 0.2).add(5, 'c', 0.5, 0.3, 0.2).all());
        assertEquals(0.1, reliability.ece(), 1e-6);
        assertEquals(List.of(10L, 10L), reliability.bins().stream().map(Reliability.Bin::examples).toList());
        assertEquals(0.7, reliability.bins().getLast().accuracy(), 1e-12);
        assertEquals(0.9, reliability.bins().getLast().confidence(), 1e-6);
        assertEquals(13.0 / 15, reliability.bins().getLast().lower(), 1e-12);
    }

    @Test
    void examplesCountByTheirWeights() {
        Reliability reliability = Reliability.of(new LeftOuts().add(1, 3, 'a', 1, 0, 0).add(1, 1, 'b', 1, 0, 0).all());
        assertEquals(0.75, reliability.bins().getFirst().accuracy(), 1e-12);
        assertEquals(0.25, reliability.ece(), 1e-12);
    }
}
