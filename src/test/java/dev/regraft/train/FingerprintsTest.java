package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintsTest {

    @ParameterizedTest
    @ValueSource(ints = {5, 300, 1 << 30})
    void holdsWhatWasAddedAndNotRemoved(int range) {
        Random random = new Random(range);
        Fingerprints fingerprints = new Fingerprints();
        List<Integer> held = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            int hash = random.nextInt(range);
            if (random.nextInt(5) < 3 || held.isEmpty()) {
                fingerprints.add(hash);
                held.add(hash);
            } else {
                Collections.swap(held, random.nextInt(held.size()), held.size() - 1);
                fingerprints.remove(held.removeLast());
            }
            assertEquals(held.size(), fingerprints.size());
            if (step % 500 == 0) {
                held.forEach(h -> assertTrue(fingerprints.contains(h)));
            }
        }
        for (int hash : List.copyOf(held)) {
            fingerprints.remove(hash);
        }
        held.forEach(h -> assertFalse(fingerprints.contains(h)));
    }

    @Test
    void refusesToRemoveWhatIsNotThere() {
        Fingerprints fingerprints = new Fingerprints();
        fingerprints.add(7);
        assertThrows(IllegalArgumentException.class, () -> fingerprints.remove(8));
        fingerprints.remove(7);
        assertThrows(IllegalArgumentException.class, () -> fingerprints.remove(7));
    }
}
