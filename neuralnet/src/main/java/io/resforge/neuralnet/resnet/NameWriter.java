package io.resforge.neuralnet.resnet;

import io.resforge.neuralnet.resnet.Architecture.Bottleneck;
import io.resforge.neuralnet.resnet.Architecture.NormConstants;
import io.resforge.neuralnet.resnet.Architecture.Shortcut;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/** Writes an architecture's shortest name. */
final class NameWriter {

    private NameWriter() {}

    static String write(Architecture architecture) {
        Family family = architecture.family();
        List<String> options = new ArrayList<>();
        String base;
        if (family == Family.WIDE) {
            base = "wide-" + join(architecture.blocks());
        } else if (hasNameByDepth(architecture.blocks())) {
            base = "resnet" + architecture.depth() + "-" + family.label();
        } else {
            base = "resnet-" + family.label();
            options.add("blocks=" + join(architecture.blocks()));
        }
        if (!architecture
                .channels()
                .equals(family.usualChannels(architecture.blocks().size()))) {
            options.add("channels=" + join(architecture.channels()));
        }
        if (architecture.shortcut() != Shortcut.PROJECTION) {
            options.add("shortcut=" + architecture.shortcut().label());
        }
        if (architecture.order() != family.usualOrder()) {
            options.add("order=" + architecture.order().label());
        }
        if (architecture.bottleneck() != Bottleneck.KERAS) {
            options.add("bottleneck=" + architecture.bottleneck().label());
        }
        if (architecture.norm() != NormConstants.PYTORCH) {
            options.add("norm=" + architecture.norm().label());
        }
        return options.isEmpty() ? base : base + ":" + String.join(",", options);
    }

    private static boolean hasNameByDepth(List<Integer> blocks) {
        return blocks.size() == Family.STAGES_OF_A_DEPTH && new HashSet<>(blocks).size() == 1;
    }

    private static String join(List<Integer> numbers) {
        return numbers.stream().map(Object::toString).collect(Collectors.joining("-"));
    }
}
