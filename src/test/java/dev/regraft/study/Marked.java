package dev.regraft.study;

import dev.regraft.backbone.Backbone;
import dev.regraft.backbone.Backbones;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.LaneSettings;
import dev.regraft.backbone.Priority;
import dev.regraft.feature.Features;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Queries of CLINC150 about bank accounts and credit cards, 15 intents each, as they would come by two channels: letters open and close as
 * letters do, chat as chat does. The words between are the same. Vectors are kept as those of {@link Clinc} are.
 */
final class Marked {

    /** What is asked of the account. */
    static final List<String> ACCOUNT = List.of("transfer", "transactions", "balance", "freeze_account", "pay_bill", "bill_balance", "bill_due",
            "interest_rate", "routing", "min_payment", "order_checks", "pin_change", "report_fraud", "account_blocked", "spending_history");
    /** What is asked of the card. */
    static final List<String> CARD = List.of("credit_score", "report_lost_card", "credit_limit", "rewards_balance", "new_card",
            "application_status", "card_declined", "international_fees", "apr", "redeem_rewards", "credit_limit_change", "damaged_card",
            "replacement_card_duration", "improve_credit_score", "expiration_date");
    static final String LETTER = "letter";
    static final String CHAT = "chat";

    private static final String BACKBONE = "all-minilm-l6-v2";
    private static final Path KEPT = Path.of(System.getProperty("study.folder", "target/study"));
    private static final int BATCH = 256;

    /** One query in the words of either channel. */
    record Query(String intent, Features letter, Features chat) {

        Features by(String channel) {
            return channel.equals(LETTER) ? letter : chat;
        }
    }

    /** The queries of a part: {@code train}, {@code test}. */
    static List<Query> part(String name) throws IOException {
        List<Clinc.Query> queries = Clinc.part(name).stream()
                .filter(query -> ACCOUNT.contains(query.label()) || CARD.contains(query.label())).toList();
        Path kept = KEPT.resolve("marked-" + name + ".features");
        if (!Files.exists(kept)) {
            extract(queries, kept);
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(kept)))) {
            List<Query> marked = new ArrayList<>();
            for (Clinc.Query query : queries) {
                marked.add(new Query(query.label(), read(in), read(in)));
            }
            return marked;
        }
    }

    private static String letter(String text) {
        return "Dear customer service, " + text + ". Thank you for your help, kind regards";
    }

    private static String chat(String text) {
        return "hey there " + text + " lol thx";
    }

    private static Features read(DataInputStream in) throws IOException {
        short[] values = new short[384];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readShort();
        }
        return Features.ofFixedPoint(values);
    }

    private static void extract(List<Clinc.Query> queries, Path kept) throws IOException {
        Path partial = kept.resolveSibling(kept.getFileName() + ".partial");
        try (Backbones backbones = new Backbones(KEPT, LaneSettings.defaults(), 50);
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(partial)))) {
            Backbone backbone = backbones.load(BACKBONE);
            for (int from = 0; from < queries.size(); from += BATCH) {
                List<Input> inputs = new ArrayList<>();
                for (Clinc.Query query : queries.subList(from, Math.min(queries.size(), from + BATCH))) {
                    inputs.add(new Input.Text(letter(query.text())));
                    inputs.add(new Input.Text(chat(query.text())));
                }
                for (var extraction : backbone.extract(inputs, Priority.EXTRACT).join()) {
                    for (int i = 0; i < extraction.features().dimension(); i++) {
                        out.writeShort(extraction.features().fixedPoint(i));
                    }
                }
            }
        }
        Files.move(partial, kept);
    }

    private Marked() {
    }
}
