package dev.regraft.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The events of a plan: examples one after another, and between them what changes, deletes and brings back earlier ones. */
final class Events {

    /** An event, and when it comes: after how many new examples. */
    private record Timed(double at, Event event) {
    }

    private final Size size;
    private final RandomGenerator random;
    private final Sentences sentences;
    private final List<Timed> timed = new ArrayList<>();

    private Events(Size size, RandomGenerator random) {
        this.size = size;
        this.random = random;
        this.sentences = new Sentences(random);
    }

    static List<Event> of(Size size, RandomGenerator random) {
        Events events = new Events(size, random);
        events.draw();
        return events.timed.stream().sorted(Comparator.comparingDouble(Timed::at)).map(Timed::event).toList();
    }

    /** The last word on each id that is left in the end. */
    static SortedMap<String, Event.Put> survivors(List<Event> events) {
        SortedMap<String, Event.Put> survivors = new TreeMap<>();
        for (Event event : events) {
            switch (event) {
                case Event.Put put -> survivors.put(put.id(), put);
                case Event.Delete(String id) -> survivors.remove(id);
                case Event.Garbage _ -> { }
            }
        }
        return survivors;
    }

    private void draw() {
        int examples = size.examples();
        boolean[] relabeled = chosen(Size.RELABELED);
        boolean[] deleted = chosen(Size.DELETED);
        for (int i = 0; i < examples; i++) {
            String label = sentences.label();
            Event.Put put = new Event.Put("e" + i, sentences.text(label), label);
            add(i, put);
            double changedAt = relabeled[i] ? relabel(i, put) : i;
            if (deleted[i]) {
                delete(changedAt, put.id());
            }
        }
        for (int i = 0; i < size.examples() * Size.GARBAGE; i++) {
            add(random.nextDouble() * examples, new Event.Garbage("g" + i));
        }
    }

    /** Exactly that share of the examples, anywhere among them. */
    private boolean[] chosen(double share) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, size.examples()).boxed().toList());
        Collections.shuffle(order, java.util.Random.from(random));
        boolean[] chosen = new boolean[size.examples()];
        order.subList(0, (int) Math.round(share * size.examples())).forEach(i -> chosen[i] = true);
        return chosen;
    }

    private double relabel(double after, Event.Put put) {
        double at = later(after);
        add(at, new Event.Put(put.id(), put.text(), sentences.labelOtherThan(put.label())));
        return at;
    }

    private void delete(double after, String id) {
        double at = later(after);
        add(at, new Event.Delete(id));
        if (random.nextDouble() < Size.ADDED_AGAIN) {
            String label = sentences.label();
            add(later(at), new Event.Put(id, sentences.text(label), label));
        }
    }

    private double later(double than) {
        return than + (size.examples() - than) * (1 - random.nextDouble());
    }

    private void add(double at, Event event) {
        timed.add(new Timed(at, event));
    }
}
