package io.resforge.neuralnet.torchscript;

import java.util.ArrayList;
import java.util.List;

/** The gradients that a node's readers hand to it, to be summed when all have come. */
final class PendingGradients {

    /**
     * What has come together.
     *
     * @param owned whether that memory has no other reader, so that it may be overwritten
     */
    record Sum(String variable, boolean owned) {}

    /** A gradient of every {@code stride}-th row and column, and of the first channels, only. */
    private record Picked(String variable, int stride) {}

    private final List<Sum> whole = new ArrayList<>();
    private final List<Picked> picked = new ArrayList<>();

    void add(String variable, boolean owned) {
        whole.add(new Sum(variable, owned));
    }

    void addPicked(String variable, int stride) {
        picked.add(new Picked(variable, stride));
    }

    /** Writes the lines that add up. */
    Sum sum(ScriptBody body, String output) {
        if (whole.size() == 1 && picked.isEmpty()) {
            return whole.getFirst();
        }
        List<Sum> others = new ArrayList<>(whole);
        String sum = target(body, others, output);
        others.forEach(other -> body.assign("torch.add_(%s, %s)", sum, other.variable()));
        for (Picked few : picked) {
            String place = body.assign("%s", ScriptBody.every(few.stride(), sum));
            body.assign(
                    "torch.add_(torch.narrow(%s, 1, 0, torch.size(%s, 1)), %s)", place, few.variable(), few.variable());
        }
        return new Sum(sum, true);
    }

    /** Memory to add the others to: what is owned, if anything is. */
    private static String target(ScriptBody body, List<Sum> others, String output) {
        for (Sum one : others) {
            if (one.owned()) {
                others.remove(one);
                return one.variable();
            }
        }
        return others.isEmpty()
                ? body.assign("torch.zeros_like(%s)", output)
                : body.assign("torch.clone(%s)", others.removeFirst().variable());
    }
}
