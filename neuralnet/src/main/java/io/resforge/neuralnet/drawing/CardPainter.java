package io.resforge.neuralnet.drawing;

import io.resforge.neuralnet.drawing.Card.CardText;
import io.resforge.neuralnet.graph.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Draws one card: its nodes one below the other, what stands beside them, and the lines between them. */
final class CardPainter {

    private static final double MAIN_WIDTH = 148;
    private static final double BESIDE_WIDTH = 134;
    /** Room for a line past the nodes where none stands beside them. */
    private static final double BYPASS = 40;

    private static final double PADDING = 14;
    private static final double HEADER = 48;
    private static final double HEADER_WITHOUT_TITLE = 22;
    private static final double GAP = 12;
    private static final double FOOT = 34;
    /** How far below a node its output branches off. */
    private static final double BRANCHING = 6;
    /** How far above the first node the line from the block before comes in. */
    private static final double ENTRY = 14;

    private static final double DOT_RADIUS = 2.5;
    private static final double SUM_RADIUS = 12;

    private final Card card;
    private final SideLanes lanes;
    private final List<Node> main;
    private final List<Node> beside;
    private final Map<Integer, Box> boxes = new HashMap<>();

    /** Where a node is drawn: the middle of its top, and its height. */
    private record Box(double x, double top, double height) {
        double bottom() {
            return top + height;
        }

        double middle() {
            return top + height / 2;
        }
    }

    CardPainter(Card card) {
        this.card = card;
        this.lanes = new SideLanes(card.nodes());
        this.main = lanes.main(card.nodes());
        this.beside = lanes.beside(card.nodes());
    }

    /** Least width that it needs. */
    double width() {
        boolean bypassed = main.stream().anyMatch(Node.Add.class::isInstance);
        double side = beside.isEmpty() ? (bypassed ? BYPASS : 0) : BESIDE_WIDTH + PADDING;
        return MAIN_WIDTH + side + 2 * PADDING;
    }

    double height() {
        return header() + height(main) + FOOT;
    }

    private double header() {
        return hasTitle() ? HEADER : HEADER_WITHOUT_TITLE;
    }

    private boolean hasTitle() {
        return !CardText.title(card).isEmpty();
    }

    /** Distance of the line through the main nodes from the card's left side. */
    static double axis() {
        return PADDING + MAIN_WIDTH / 2;
    }

    void paint(Svg svg, double x, double y, double width) {
        if (card.times() > 1) {
            svg.rectangle(x + 8, y + 8, width, height(), 10, "sheet");
            svg.rectangle(x + 4, y + 4, width, height(), 10, "sheet");
        }
        svg.rectangle(x, y, width, height(), 10, "card");
        words(svg, x, y, width);
        place(x, y);
        card.nodes().forEach(node -> lines(svg, node, x + axis(), y));
        card.nodes().forEach(node -> node(svg, node));
    }

    private void words(Svg svg, double x, double y, double width) {
        if (hasTitle()) {
            svg.text(x + PADDING, y + 20, "name", CardText.title(card));
        }
        svg.text(x + PADDING, y + height() - 12, "count", CardText.parameters(card));
        if (card.times() > 1) {
            svg.rectangle(x + width - 56, y + 8, 44, 18, 9, "badge");
            svg.text(x + width - 34, y + 21, "times", "× " + card.times());
        }
    }

    private void place(double x, double y) {
        place(main, x + axis(), y + header());
        double sum = main.stream()
                .filter(Node.Add.class::isInstance)
                .mapToDouble(node -> boxes.get(node.index()).middle())
                .findFirst()
                .orElse(y + height() - FOOT);
        double middle = (y + header() + sum) / 2;
        place(beside, x + PADDING + MAIN_WIDTH + PADDING + BESIDE_WIDTH / 2, middle - height(beside) / 2);
    }

    private void place(List<Node> lane, double x, double start) {
        double top = start;
        for (Node node : lane) {
            boxes.put(node.index(), new Box(x, top, height(node)));
            top += height(node) + GAP;
        }
    }

    private void lines(Svg svg, Node node, double axis, double y) {
        Box to = boxes.get(node.index());
        double rim = to.x() + SUM_RADIUS;
        for (int input : node.inputs()) {
            // What comes from outside comes in at the card's top.
            Box from = boxes.getOrDefault(input, new Box(axis, y, header() - ENTRY - BRANCHING));
            double branching = from.bottom() + BRANCHING;
            if (isBelow(node, input)) {
                svg.route("line", from.x(), from.bottom(), to.x(), to.top());
            } else if (from.x() > to.x()) {
                svg.route("skip", from.x(), from.bottom(), from.x(), to.middle(), rim, to.middle());
            } else if (lanes.isBeside(node)) {
                svg.circle(from.x(), branching, DOT_RADIUS, "dot");
                svg.route("skip", from.x(), branching, to.x(), branching, to.x(), to.top());
            } else {
                double side = axis + MAIN_WIDTH / 2 + BYPASS / 2 + 4;
                svg.circle(from.x(), branching, DOT_RADIUS, "dot");
                svg.route("skip", from.x(), branching, side, branching, side, to.middle(), rim, to.middle());
            }
        }
    }

    /** Whether a node is drawn right below its input, in the same lane; the first is drawn below where the line comes in. */
    private boolean isBelow(Node node, int input) {
        List<Node> lane = lanes.isBeside(node) ? beside : main;
        int place = lane.indexOf(node);
        return place > 0 ? lane.get(place - 1).index() == input : lane == main;
    }

    private void node(Svg svg, Node node) {
        Box box = boxes.get(node.index());
        if (node instanceof Node.Add) {
            svg.circle(box.x(), box.middle(), SUM_RADIUS, "sum");
            svg.path("plus", "M%.1f %.1fh10m-5 -5v10", box.x() - 5, box.middle());
            return;
        }
        double width = lanes.isBeside(node) ? BESIDE_WIDTH : MAIN_WIDTH;
        String style = CardText.style(node);
        svg.rectangle(box.x() - width / 2, box.top(), width, box.height(), 6, style);
        svg.text(box.x(), box.middle() + 4, "label " + style + "-label", CardText.label(node));
    }

    private static double height(List<Node> lane) {
        return lane.stream().mapToDouble(node -> height(node) + GAP).sum() - GAP;
    }

    private static double height(Node node) {
        return switch (node) {
            case Node.Convolution _, Node.Dense _, Node.Input _ -> 30;
            case Node.Add _ -> 2 * SUM_RADIUS;
            case Node.BatchNorm _,
                    Node.Relu _,
                    Node.Gelu _,
                    Node.Subsample _,
                    Node.MaxPool _,
                    Node.GlobalMaxPool _,
                    Node.GlobalAveragePool _,
                    Node.Dropout _ -> 22;
        };
    }

    /** Which nodes of a card stand beside the others: those between the sum's second input and the place where that branches off. */
    static final class SideLanes {

        private final Map<Integer, Node> own = new HashMap<>();
        private final Set<Integer> beside = new HashSet<>();

        SideLanes(List<Node> nodes) {
            nodes.forEach(node -> own.put(node.index(), node));
            nodes.forEach(node -> {
                if (node instanceof Node.Add add) {
                    putBeside(add);
                }
            });
        }

        private void putBeside(Node.Add add) {
            Set<Integer> branch = new HashSet<>();
            for (Node node = own.get(add.left()); node != null && !node.inputs().isEmpty(); ) {
                branch.add(node.index());
                node = own.get(node.inputs().getFirst());
            }
            Node node = own.get(add.right());
            while (node != null
                    && !branch.contains(node.index())
                    && !node.inputs().isEmpty()) {
                beside.add(node.index());
                node = own.get(node.inputs().getFirst());
            }
        }

        boolean isBeside(Node node) {
            return beside.contains(node.index());
        }

        List<Node> main(List<Node> nodes) {
            return nodes.stream().filter(node -> !isBeside(node)).toList();
        }

        List<Node> beside(List<Node> nodes) {
            return nodes.stream().filter(this::isBeside).toList();
        }
    }
}
