package io.resforge.cli.demo;

import io.resforge.cli.demo.DemoImages.DemoImage;
import io.resforge.cli.terminal.Bars;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.terminal.TextTable;
import io.resforge.client.Inference;
import io.resforge.v1.ClassProbability;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.Image;
import java.util.List;

/** What the live model says about pictures whose content is known. */
final class DemoAccuracy {

    private static final int BAR = 20;

    private final Terminal terminal;

    DemoAccuracy(Terminal terminal) {
        this.terminal = terminal;
    }

    void print(List<DemoImage> pictures, Inference inference) {
        ClassifyResponse answer =
                inference.classify(pictures.stream().map(DemoImage::image).toArray(Image[]::new));
        TextTable table = new TextTable(terminal, "  IMAGE", "IS", "MODEL SAYS", "", ">", "");
        for (int i = 0; i < pictures.size(); i++) {
            DemoImage picture = pictures.get(i);
            ClassProbability best = answer.getPredictions(i).getClasses(0);
            boolean right = best.getLabel().equals(picture.label());
            table.row(
                    "  " + PlainText.of(picture.name()),
                    PlainText.of(picture.label()),
                    PlainText.of(best.getLabel()),
                    right
                            ? "@|green " + terminal.either("✓", "ok") + "|@"
                            : "@|red " + terminal.either("✗", "no") + "|@",
                    HumanFormat.percent(best.getProbability()),
                    "@|faint " + Bars.share(terminal, best.getProbability(), BAR) + "|@");
        }
        table.print();
    }
}
