package io.resforge.neuralnet.drawing;

import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.layout.Summary.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Nodes that belong together, such as a block, and how often they are repeated.
 *
 * @param key such as {@code stage2.block1}: its column, then its own name
 * @param nodes in the order in which they are computed; those of the first where equal ones follow
 * @param times how many equal ones follow each other, at least 1
 */
record Card(String key, List<Node> nodes, List<Layer> layers, int times) {

    Card {
        nodes = List.copyOf(nodes);
        layers = List.copyOf(layers);
    }

    /** The column that it stands in, such as {@code stage2}. */
    String column() {
        int dot = key.indexOf('.');
        return dot < 0 ? key : key.substring(0, dot);
    }

    /** Trained numbers of one. */
    long parameters() {
        return layers.stream().mapToLong(Layer::parameters).sum();
    }

    Card repeated(int count) {
        return new Card(key, nodes, layers, count);
    }

    /** Whether another one computes the same from what is computed before it. */
    boolean isLike(Card other) {
        return column().equals(other.column()) && shape().equals(other.shape());
    }

    private List<String> shape() {
        List<String> shape = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            int first = nodes.getFirst().index();
            List<Integer> inputs =
                    node.inputs().stream().map(input -> input - first).toList();
            shape.add(layers.get(i).kind() + " " + layers.get(i).output() + " " + inputs);
        }
        return shape;
    }

    /** What a card says. */
    static final class CardText {

        private static final Pattern NUMBERED = Pattern.compile("(\\D+)(\\d{1,6})");

        private CardText() {}

        static String label(Node node) {
            return switch (node) {
                case Node.Input i -> "images " + i.output();
                case Node.Convolution c ->
                    String.format(
                            Locale.ROOT,
                            "%d×%d %s, %d%s",
                            c.kernel(),
                            c.kernel(),
                            c.isFrozen() ? "whitening" : "conv",
                            c.output().channels(),
                            c.stride() == 1 ? "" : ", /" + c.stride());
                case Node.BatchNorm _ -> "batch norm";
                case Node.Relu _ -> "ReLU";
                case Node.Gelu _ -> "GELU";
                case Node.MaxPool m -> String.format(Locale.ROOT, "max pool, %d×%d", m.side(), m.side());
                case Node.GlobalMaxPool _ -> "max pool";
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
                        Node.Gelu _,
                        Node.MaxPool _,
                        Node.GlobalMaxPool _,
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
}
