package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of a task's examples the backbone that it asks for has still to read, and which vectors are of no more use. What is written because of
 * that comes back by the log, and only then is in the sets. Written by the graft's thread.
 *
 * <p>Until a head of the new features goes live, an example has its vectors of both backbones; those of any other are of no use, and from then on
 * those of the former one are not either. An example that the new backbone cannot read keeps what it has: going back to the former backbone
 * takes it in again.
 */
final class Changeover {

    /** One example in so many may still be unread when heads are compared. */
    private static final long NEARLY_ALL = 100;

    private final TrainingSets sets;
    private final SortedMap<Position, String> pending = new TreeMap<>(
            Comparator.comparingInt(Position::partition).thenComparingLong(Position::offset));
    private final Map<String, Position> underway = new HashMap<>();
    private final Set<String> unreadable = new HashSet<>();
    private final Set<String> surplus = new LinkedHashSet<>();
    private String present;
    private String asked;
    private String former;

    /** @param former the backbone that the task had before, as its published state says; null if it says nothing */
    Changeover(TrainingSets sets, String former) {
        this.sets = sets;
        this.former = former;
    }

    /**
     * What is wanted from now on.
     *
     * @param present name of the backbone of the features that heads are learned from
     * @param asked name of the backbone that the task asks for
     * @return whether that is something else than before
     */
    boolean between(String present, String asked) {
        if (present.equals(this.present) && asked.equals(this.asked)) {
            return false;
        }
        if (!present.equals(asked)) {
            former = present;
        }
        boolean read = asked.equals(this.asked);
        this.present = present;
        this.asked = asked;
        surplus.clear();
        if (read) {
            sets.forEach(this::reviewVectors);
        } else {
            pending.clear();
            underway.clear();
            unreadable.clear();
            sets.forEach((id, _) -> review(id));
        }
        return true;
    }

    /** Name of the backbone that is to read what is {@linkplain #unread unread}; null if that is not known yet. */
    String asked() {
        return asked;
    }

    /** Whether heads are still learned from the features of another backbone than the one asked for. */
    boolean isUnderWay() {
        return asked != null && !asked.equals(present);
    }

    /** Whether the backbone asked for has still to read an example, and may be able to. */
    boolean isToRead(String id) {
        return asked != null && sets.input(id) != null && !sets.contains(id, asked);
    }

    /** An example is about to become another, or to go. */
    void drop(String id) {
        Position input = sets.input(id);
        if (input != null) {
            pending.remove(input, id);
        }
        underway.remove(id);
        unreadable.remove(id);
        surplus.remove(id);
    }

    /** An example is there, as it now is. */
    void review(String id) {
        if (asked == null) {
            return;
        }
        if (!sets.contains(id, asked)) {
            Position input = sets.input(id);
            if (input == null) {
                unreadable.add(id);
            } else {
                pending.put(input, id);
            }
        }
        sets.kept(id).ifPresent(kept -> reviewVectors(id, kept));
    }

    private void reviewVectors(String id, KeptExample kept) {
        if (hasSurplus(kept)) {
            surplus.add(id);
        }
    }

    private boolean hasSurplus(KeptExample kept) {
        return kept.also() != null && !(isWanted(kept.example()) && isWanted(kept.also()));
    }

    private boolean isWanted(LabeledFeatures view) {
        return view.space().backbone().equals(present) || view.space().backbone().equals(asked);
    }

    /** Examples to be read next, in the order of their inputs. Each has to come back as read, as left out, or as put back. */
    List<Unread> unread(int most) {
        List<Unread> next = new ArrayList<>();
        while (next.size() < most && !pending.isEmpty()) {
            Position input = pending.firstKey();
            String id = pending.remove(input);
            underway.put(id, input);
            next.add(new Unread(id, input));
        }
        return next;
    }

    /**
     * What is to be written of an example that was read.
     *
     * @return empty if that is no longer wanted
     */
    Optional<KeptExample> read(Unread read, FeatureSpace space, Features features) {
        if (!read.input().equals(underway.get(read.id())) || !space.backbone().equals(asked)) {
            putBack(read);
            return Optional.empty();
        }
        return sets.kept(read.id()).map(kept -> {
            LabeledFeatures seen = kept.example().as(space, features);
            return new KeptExample(seen, isUnderWay() ? view(kept, present) : null, kept.input());
        });
    }

    private static LabeledFeatures view(KeptExample kept, String backbone) {
        if (kept.example().space().backbone().equals(backbone)) {
            return kept.example();
        }
        return kept.also() != null && kept.also().space().backbone().equals(backbone) ? kept.also() : null;
    }

    /** The example's input is gone, or cannot be read by that backbone. */
    void leaveOut(Unread unread) {
        if (underway.remove(unread.id(), unread.input())) {
            unreadable.add(unread.id());
        }
    }

    /** The example was not read, and is to be read again. */
    void putBack(Unread unread) {
        if (underway.remove(unread.id(), unread.input())) {
            review(unread.id());
        }
    }

    /** Examples with a vector that is of no more use, as they are to be written without it. */
    Map<String, KeptExample> surplus(int most) {
        Map<String, KeptExample> tidied = new HashMap<>();
        surplus.stream().limit(most).forEach(id -> {
            KeptExample kept = sets.kept(id).orElseThrow();
            tidied.put(id, new KeptExample(isWanted(kept.also()) ? kept.also() : kept.example(), kept.input()));
        });
        return tidied;
    }

    /** Whether the backbone asked for has read all that it can, or nearly. */
    boolean isNearlyRead() {
        return NEARLY_ALL * (pending.size() + underway.size()) <= sets.size(asked);
    }

    /** How far it is; null if there is nothing to tell. */
    ChangeoverStatus status() {
        long open = pending.size() + underway.size();
        if (asked == null || !isUnderWay() && (former == null || open == 0 && unreadable.isEmpty())) {
            return null;
        }
        return new ChangeoverStatus(former, asked, sets.size(asked), open, unreadable.size());
    }
}
