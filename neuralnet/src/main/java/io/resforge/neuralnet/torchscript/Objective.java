package io.resforge.neuralnet.torchscript;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines of a training script between the logits and their gradient: the loss and the tally. */
final class Objective {

    private static final int FLOAT64 = 7;
    private static final int NO_REDUCTION = 0;
    private static final int MEAN = 1;
    private static final int TOP = 5;

    private final Loss loss;
    private final int classes;
    private final ScriptBody body;
    private final String logits;

    Objective(Loss loss, int classes, ScriptBody body) {
        this.loss = loss;
        this.classes = classes;
        this.body = body;
        this.logits = body.logits();
    }

    /** What a script takes. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("x: Tensor", "w: Tensor", "stats: Tensor", "y: Tensor"));
        if (loss.mixed()) {
            arguments.addAll(List.of("partner: Tensor", "share: Tensor"));
        }
        return arguments;
    }

    /** Defines {@code tally}. */
    void count() {
        body.define("loss", "%s", loss.mixed() ? mixedLoss() : crossEntropy("y", MEAN));
        body.define("right", "torch.sum(torch.eq(torch.argmax(%s, 1), y))", logits);
        // An image is among the top five if at most four logits exceed its own; counted so that NaN is never right.
        body.define("own", "torch.gather(%s, 1, torch.unsqueeze(y, 1))", logits);
        body.define("rank", "torch.sum(torch.le(%s, own), [1])", logits);
        body.define("top", "torch.sum(torch.ge(rank, %d))", Math.max(1, classes - TOP + 1));
        body.define("sum", "torch.mul(torch.to(loss, %d), torch.size(y, 0))", FLOAT64);
        body.define("tally", "torch.stack([sum, torch.to(right, %d), torch.to(top, %d)])", FLOAT64, FLOAT64);
    }

    /** Writes the gradient of the loss by the logits, {@code (softmax − target) / N}; returns its variable. */
    String gradient() {
        double own = 1 - loss.labelSmoothing();
        double all = loss.labelSmoothing() / classes;
        String target = body.assign("torch.full_like(%s, %s)", logits, all);
        if (loss.mixed()) {
            String share = body.assign("torch.mul(torch.unsqueeze(share, 1), %s)", own);
            String rest = body.assign("torch.rsub(%s, %s)", share, own);
            body.assign("torch.scatter_add_(%s, 1, torch.unsqueeze(y, 1), %s)", target, share);
            body.assign("torch.scatter_add_(%s, 1, torch.unsqueeze(partner, 1), %s)", target, rest);
        } else {
            body.assign("torch.scatter_(%s, 1, torch.unsqueeze(y, 1), %s)", target, own + all);
        }
        return body.assign("torch.true_divide(torch.sub(torch.softmax(%s, 1), %s), torch.size(y, 0))", logits, target);
    }

    private String mixedLoss() {
        String own = body.assign("%s", crossEntropy("y", NO_REDUCTION));
        String other = body.assign("%s", crossEntropy("partner", NO_REDUCTION));
        // share · own + (1 − share) · other
        return String.format(Locale.ROOT, "torch.mean(torch.lerp(%s, %s, share))", other, own);
    }

    private String crossEntropy(String target, int reduction) {
        return String.format(
                Locale.ROOT,
                "torch.cross_entropy_loss(%s, %s, None, %d, -100, %s)",
                logits,
                target,
                reduction,
                loss.labelSmoothing());
    }
}
