package io.resforge.neuralnet.drawing;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.layout.Summary;
import io.resforge.neuralnet.layout.Summary.Layer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Groups a network's nodes by their names into cards, and cards into columns; equal cards in a row become one. */
final class Grouping {

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
        Function<List<Node>, List<Layer>> described =
                nodes -> nodes.stream().map(node -> layers.get(node.index())).toList();
        return groups.entrySet().stream()
                .map(group -> new Card(group.getKey(), group.getValue(), described.apply(group.getValue()), 1))
                .toList();
    }

    /** The group of a node: what its name has before the last dot, or that of the node before. */
    private static String key(Node node, String before) {
        return switch (node) {
            case Node.Convolution c -> prefix(c.name(), before);
            case Node.BatchNorm b -> prefix(b.name(), before);
            case Node.GlobalAveragePool _, Node.Dropout _, Node.Dense _ -> LAST;
            case Node.Input _, Node.Relu _, Node.Add _, Node.Subsample _ -> before;
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
