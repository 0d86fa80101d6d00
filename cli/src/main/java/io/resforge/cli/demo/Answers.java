package io.resforge.cli.demo;

import io.resforge.cli.terminal.Bars;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Table;
import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.terminal.Words;
import io.resforge.client.Inference;
import io.resforge.v1.ClassProbability;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.Image;
import java.util.List;

/** What the live model says about pictures whose content is known. */
final class Answers {

    private static final int BAR = 20;

    private final Terminal terminal;

    Answers(Terminal terminal) {
        this.terminal = terminal;
    }

    void print(List<Picture> pictures, Inference inference) {
        ClassifyResponse answer =
                inference.classify(pictures.stream().map(Picture::image).toArray(Image[]::new));
        Table table = new Table(terminal, "  IMAGE", "IS", "MODEL SAYS", "", ">", "");
        for (int i = 0; i < pictures.size(); i++) {
            Picture picture = pictures.get(i);
            ClassProbability best = answer.getPredictions(i).getClasses(0);
            boolean right = best.getLabel().equals(picture.label());
            table.row(
                    "  " + PlainText.of(picture.name()),
                    PlainText.of(picture.label()),
                    PlainText.of(best.getLabel()),
                    right
                            ? "@|green " + terminal.either("✓", "ok") + "|@"
                            : "@|red " + terminal.either("✗", "no") + "|@",
                    Words.percent(best.getProbability()),
                    "@|faint " + Bars.share(terminal, best.getProbability(), BAR) + "|@");
        }
        table.print();
    }
}
