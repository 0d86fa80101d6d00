package io.resforge.neuralnet.drawing;

import io.resforge.neuralnet.graph.Node;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a card says. */
final class CardText {

    private static final Pattern NUMBERED = Pattern.compile("(\\D+)(\\d{1,6})");

    private CardText() {}

    static String label(Node node) {
        return switch (node) {
            case Node.Input i -> "images " + i.output();
            case Node.Convolution c ->
                String.format(
                        Locale.ROOT,
                        "%d×%d conv, %d%s",
                        c.kernel(),
                        c.kernel(),
                        c.output().channels(),
                        c.stride() == 1 ? "" : ", /" + c.stride());
            case Node.BatchNorm _ -> "batch norm";
            case Node.Relu _ -> "ReLU";
            case Node.Add _ -> "+";
            case Node.Subsample s -> "pad to " + s.output().channels() + ", /" + s.stride();
            case Node.GlobalAveragePool _ -> "average pool";
            case Node.Dropout d -> "dropout " + d.rate();
            case Node.Dense d -> "dense, " + d.output().channels();
        };
    }

    /** Class of the node in the style sheet. */
    static String style(Node node) {
        return switch (node) {
            case Node.Convolution _, Node.Dense _ -> "weights";
            case Node.Input _ -> "images";
            case Node.BatchNorm _,
                    Node.Relu _,
                    Node.Add _,
                    Node.Subsample _,
                    Node.GlobalAveragePool _,
                    Node.Dropout _ -> "plain";
        };
    }

    /** Such as {@code block 1}, {@code blocks 2 to 18}, or nothing where the column says it. */
    static String title(Card card) {
        int dot = card.key().indexOf('.');
        String name = card.key().substring(dot + 1);
        if (dot < 0) {
            return "";
        }
        Matcher numbered = NUMBERED.matcher(name);
        if (card.times() == 1 || !numbered.matches()) {
            return spaced(name);
        }
        int first = Integer.parseInt(numbered.group(2));
        int last = first + card.times() - 1;
        return String.format(
                Locale.ROOT, "%ss %d %s %d", numbered.group(1), first, card.times() == 2 ? "and" : "to", last);
    }

    static String parameters(Card card) {
        return String.format(Locale.ROOT, "%,d parameters%s", card.parameters(), card.times() == 1 ? "" : " each");
    }

    /** {@code stage2} as {@code stage 2}. */
    static String spaced(String name) {
        return name.replaceAll("(?<=\\D)(?=\\d)", " ");
    }
}
