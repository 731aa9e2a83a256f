package dev.regraft.sim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.TopicPartition;

/** Shares partitions out among the members of a group: evenly, three times in four sticky, otherwise by chance. */
final class Sharing {

    private static final double STICKY = 0.75;

    private final RandomGenerator random;

    Sharing(RandomGenerator random) {
        this.random = random;
    }

    /** Sets what each member is to own. */
    void share(Collection<Member> members, Collection<TopicPartition> partitions) {
        LinkedHashSet<TopicPartition> free = new LinkedHashSet<>(partitions);
        boolean sticky = random.nextDouble() < STICKY;
        List<Member> shuffled = new ArrayList<>(members);
        Collections.shuffle(shuffled, random);
        int left = partitions.size();
        for (int i = 0; i < shuffled.size(); i++) {
            int quota = Math.ceilDiv(left, shuffled.size() - i);
            keep(shuffled.get(i), sticky ? quota : 0, free);
            left -= quota;
        }
        List<TopicPartition> unowned = new ArrayList<>(free);
        Collections.shuffle(unowned, random);
        unowned.forEach(partition -> fewest(shuffled, partition.topic()).ifPresent(member -> member.target.add(partition)));
    }

    private static void keep(Member member, int quota, LinkedHashSet<TopicPartition> free) {
        int kept = 0;
        for (Iterator<TopicPartition> it = member.target.iterator(); it.hasNext();) {
            TopicPartition partition = it.next();
            if (kept < quota && member.topics.contains(partition.topic()) && free.remove(partition)) {
                kept++;
            } else {
                it.remove();
            }
        }
    }

    private static Optional<Member> fewest(List<Member> members, String topic) {
        return members.stream()
                .filter(member -> member.topics.contains(topic))
                .min(Comparator.comparingInt(member -> member.target.size()));
    }
}
