package io.resforge.cli.model;

import io.resforge.cli.terminal.Bars;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.terminal.TextTable;
import io.resforge.v1.ClassProbability;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.ModelVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What the model sees, as a table with a bar for each class. */
final class PredictionTable {

    private static final int BAR = 24;

    private final Terminal terminal;

    PredictionTable(Terminal terminal) {
        this.terminal = terminal;
    }

    void print(List<Path> files, ClassifyResponse answer) {
        TextTable table = new TextTable(terminal, "IMAGE", "CLASS", ">", "");
        for (int image = 0; image < answer.getPredictionsCount(); image++) {
            String name = PlainText.of(files.get(image).getFileName().toString());
            for (ClassProbability it : answer.getPredictions(image).getClassesList()) {
                boolean first = !name.isEmpty();
                table.row(
                        name,
                        first ? "@|bold " + PlainText.of(it.getLabel()) + "|@" : PlainText.of(it.getLabel()),
                        HumanFormat.percent(it.getProbability()),
                        "@|green " + Bars.share(terminal, it.getProbability(), BAR) + "|@");
                name = "";
            }
        }
        table.print();
        ModelVersion model = answer.getModel();
        Duration time = Duration.ofSeconds(
                answer.getElapsed().getSeconds(), answer.getElapsed().getNanos());
        terminal.line(String.format(
                Locale.ROOT,
                "@|faint %s version %s, %.1f ms on the server|@",
                PlainText.of(model.getModel()),
                PlainText.of(model.getVersion()),
                time.toNanos() / 1e6));
    }
}
