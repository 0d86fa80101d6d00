package io.resforge.neuralnet.drawing;

import io.resforge.neuralnet.graph.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which nodes of a card stand beside the others: those between the sum's second input and the place where that branches off. */
final class SideLanes {

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
        while (node != null && !branch.contains(node.index()) && !node.inputs().isEmpty()) {
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
