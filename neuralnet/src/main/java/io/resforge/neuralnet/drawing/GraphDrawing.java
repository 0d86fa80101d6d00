package io.resforge.neuralnet.drawing;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.layout.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
}
