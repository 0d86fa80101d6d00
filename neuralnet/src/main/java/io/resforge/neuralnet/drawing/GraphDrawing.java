package io.resforge.neuralnet.drawing;

import io.resforge.neuralnet.drawing.Card.CardText;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.layout.Summary;
import io.resforge.neuralnet.layout.Summary.Layer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Draws a network as an SVG that needs nothing else: a column a stage from left to right, in it a card a block, on which the nodes stand in
 * the order in which they are computed and the shortcut goes past them. Equal blocks in a row are drawn once, with their number.
 */
public final class GraphDrawing {

    private static final double MARGIN = 28;
    private static final double TOP = 104;
    private static final double HEADER = 44;
    private static final double INSIDE = 14;
    private static final double GUTTER = 44;
    private static final double BETWEEN = 26;

    private final Svg svg = new Svg();
    private final List<Column> columns = new ArrayList<>();

    /** A column and where it is drawn. */
    private record Column(String key, List<Card> cards, List<CardPainter> painters, double x, double width) {
        double height() {
            double cardsHeight = painters.stream()
                    .mapToDouble(painter -> painter.height() + BETWEEN)
                    .sum();
            return HEADER + cardsHeight - BETWEEN + INSIDE + 8;
        }

        double axis() {
            return x + INSIDE + CardPainter.axis();
        }

        Node last() {
            return cards.getLast().nodes().getLast();
        }
    }

    private GraphDrawing() {}

    /**
     * The drawing.
     *
     * @param title such as the architecture's name
     */
    public static String svg(Graph graph, String title) {
        return new GraphDrawing().draw(graph, title);
    }

    private String draw(Graph graph, String title) {
        double x = MARGIN;
        for (Map.Entry<String, List<Card>> entry : Grouping.columns(graph).entrySet()) {
            List<CardPainter> painters =
                    entry.getValue().stream().map(CardPainter::new).toList();
            double width =
                    painters.stream().mapToDouble(CardPainter::width).max().orElseThrow() + 2 * INSIDE;
            columns.add(new Column(entry.getKey(), entry.getValue(), painters, x, width));
            x += width + GUTTER;
        }
        double width = x - GUTTER + MARGIN;
        double height = TOP + columns.stream().mapToDouble(Column::height).max().orElseThrow() + MARGIN + 12;
        svg.rectangle(0, 0, width, height, 0, "paper");
        svg.text(MARGIN, 44, "title", title);
        svg.text(MARGIN, 68, "subtitle", subtitle(graph));
        for (int i = 0; i < columns.size(); i++) {
            column(i);
        }
        for (int i = 1; i < columns.size(); i++) {
            passage(columns.get(i - 1), columns.get(i));
        }
        return svg.document(width, height, title, DrawingStyle.SHEET);
    }

    private static String subtitle(Graph graph) {
        Summary summary = Summary.of(graph);
        return String.format(
                Locale.ROOT,
                "%s in, %d classes out · %,d parameters · %,.1f million FLOPs an image",
                graph.nodes().getFirst().output(),
                graph.classes(),
                summary.parameters(),
                summary.flops() / 1e6);
    }

    private void column(int index) {
        Column column = columns.get(index);
        svg.group(DrawingStyle.colour(index, columns.size()));
        svg.rectangle(column.x(), TOP, column.width(), column.height(), 16, "stage");
        svg.text(column.x() + INSIDE + 2, TOP + 27, "stage-name", CardText.spaced(column.key()));
        svg.text(
                column.x() + column.width() - INSIDE - 2,
                TOP + 27,
                "stage-shape",
                column.last().output().toString());
        double y = TOP + HEADER;
        for (int i = 0; i < column.painters().size(); i++) {
            CardPainter painter = column.painters().get(i);
            if (i > 0) {
                svg.path("flow", "M%.1f %.1fV%.1f", column.axis(), y - BETWEEN, y);
                svg.path("head", "M%.1f %.1fl-5 -8h10z", column.axis(), y);
            }
            painter.paint(svg, column.x() + INSIDE, y, column.width() - 2 * INSIDE);
            y += painter.height() + BETWEEN;
        }
        svg.end();
    }

    /** The line from the end of a column to the beginning of the next. */
    private void passage(Column from, Column to) {
        double gutter = from.x() + from.width() + GUTTER / 2;
        double bottom = TOP + from.height() - INSIDE - 8;
        double below = TOP + from.height() + 14;
        double above = TOP - 14;
        double end = TOP + HEADER;
        svg.route(
                "flow",
                from.axis(),
                bottom,
                from.axis(),
                below,
                gutter,
                below,
                gutter,
                above,
                to.axis(),
                above,
                to.axis(),
                end);
        svg.path("head", "M%.1f %.1fl-5 -8h10z", to.axis(), TOP + HEADER);
        svg.upright(gutter - 6, TOP + HEADER + 60, "shape", from.last().output().toString());
    }

    /** Groups a network's nodes by their names into cards, and cards into columns; equal cards in a row become one. */
    static final class Grouping {

        private static final String FIRST = "stem";
        private static final String LAST = "head";

        private Grouping() {}

        /** The cards of each column, from left to right. */
        static Map<String, List<Card>> columns(Graph graph) {
            return folded(cards(graph)).stream()
                    .collect(Collectors.groupingBy(Card::column, LinkedHashMap::new, Collectors.toList()));
        }

        private static List<Card> cards(Graph graph) {
            List<Layer> layers = Summary.of(graph).layers();
            Map<String, List<Node>> groups = new LinkedHashMap<>();
            String key = FIRST;
            for (Node node : graph.nodes()) {
                key = key(node, key);
                groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(node);
            }
            Function<List<Node>, List<Layer>> described = nodes ->
                    nodes.stream().map(node -> layers.get(node.index())).toList();
            return groups.entrySet().stream()
                    .map(group -> new Card(group.getKey(), group.getValue(), described.apply(group.getValue()), 1))
                    .toList();
        }

        /** The group of a node: what its name has before the last dot, or that of the node before. */
        private static String key(Node node, String before) {
            return switch (node) {
                case Node.Convolution c -> prefix(c.name(), before);
                case Node.BatchNorm b -> prefix(b.name(), before);
                case Node.GlobalAveragePool _, Node.GlobalMaxPool _, Node.Dropout _, Node.Dense _ -> LAST;
                case Node.Input _, Node.Relu _, Node.Gelu _, Node.MaxPool _, Node.Add _, Node.Subsample _ -> before;
            };
        }

        private static String prefix(String name, String before) {
            int dot = name.lastIndexOf('.');
            return dot < 0 ? before : name.substring(0, dot);
        }

        private static List<Card> folded(List<Card> cards) {
            List<Card> folded = new ArrayList<>();
            for (Card card : cards) {
                if (!folded.isEmpty() && folded.getLast().isLike(card)) {
                    Card first = folded.removeLast();
                    folded.add(first.repeated(first.times() + 1));
                } else {
                    folded.add(card);
                }
            }
            return folded;
        }
    }

    /** Colours and letters of a drawing. */
    static final class DrawingStyle {

        /** The style sheet; a group's colour is its {@code color}. */
        static final String SHEET = """
                text { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; fill: #1f2933 }
                .paper { fill: #ffffff }
                .title { font-size: 24px; font-weight: 650 }
                .subtitle { font-size: 13px; fill: #616e7c }
                .stage { fill: currentColor; fill-opacity: .09 }
                .stage-name { font-size: 14px; font-weight: 650; fill: currentColor }
                .stage-shape { font-size: 12px; text-anchor: end; fill: #616e7c }
                .card { fill: #ffffff; stroke: currentColor; stroke-opacity: .55 }
                .sheet { fill: #ffffff; stroke: currentColor; stroke-opacity: .35 }
                .name { font-size: 12px; font-weight: 600; fill: currentColor }
                .count { font-size: 11px; fill: #616e7c }
                .dot { fill: currentColor }
                .badge { fill: currentColor }
                .times { font-size: 11px; font-weight: 650; text-anchor: middle; fill: #ffffff }
                .label { font-size: 12px; text-anchor: middle }
                .weights { fill: currentColor }
                .weights-label { fill: #ffffff; font-weight: 600 }
                .images { fill: #1f2933 }
                .images-label { fill: #ffffff }
                .plain { fill: currentColor; fill-opacity: .13 }
                .plain-label { fill: #323f4b }
                .sum { fill: #ffffff; stroke: currentColor; stroke-width: 2 }
                .plus { stroke: currentColor; stroke-width: 2; fill: none }
                .line { stroke: #9aa5b1; stroke-width: 1.5; fill: none }
                .skip { stroke: currentColor; stroke-width: 2.2; fill: none; stroke-linecap: round }
                .flow { stroke: #52606d; stroke-width: 2; fill: none }
                .head { fill: #52606d }
                .shape { font-size: 11px; fill: #616e7c; text-anchor: end }
                .ink { color: #52606d }
                .c1 { color: #2f6fb5 }
                .c2 { color: #1f8a78 }
                .c3 { color: #b7791f }
                .c4 { color: #b0413e }
                .c5 { color: #7b4fa3 }
                .c6 { color: #3d7a2e }
                """;

        private static final int COLOURS = 6;

        private DrawingStyle() {}

        /** Class of a column: the first and the last, which are no stages, are grey. */
        static String colour(int column, int columns) {
            return column == 0 || column == columns - 1 ? "ink" : "c" + ((column - 1) % COLOURS + 1);
        }
    }
}
