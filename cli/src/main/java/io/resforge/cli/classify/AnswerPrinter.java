package io.resforge.cli.classify;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.resforge.cli.classify.FileClassifier.Outcome;
import io.resforge.cli.classify.ImageSources.ImageSource;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.terminal.Bars;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.terminal.TextTable;
import io.resforge.cli.terminal.TextWidth;
import io.resforge.v1.ClassProbability;
import io.resforge.v1.ModelVersion;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prints answers, some at a time, in one of the forms that people or programs read. */
abstract sealed class AnswerPrinter {

    /** The forms. */
    enum Format {
        TABLE,
        CSV,
        JSONL,
        JSON
    }

    final Terminal terminal;
    final FileClassifier classifier;

    private AnswerPrinter(Terminal terminal, FileClassifier classifier) {
        this.terminal = terminal;
        this.classifier = classifier;
    }

    static AnswerPrinter of(Format format, Terminal terminal, List<ImageSource> images, FileClassifier classifier) {
        return switch (format) {
            case TABLE -> new Tables(terminal, classifier, images);
            case CSV -> new Csv(terminal, classifier);
            case JSONL -> new JsonLines(terminal, classifier);
            case JSON -> new Document(terminal, classifier);
        };
    }

    /** Prints what came of further images. */
    abstract void print(List<Outcome> outcomes);

    /** Prints what comes last. */
    void end() {}

    /** What the model sees, as a table with a bar for each class. */
    private static final class Tables extends AnswerPrinter {

        private static final int BAR = 24;
        private static final int WIDEST_NAME = 60;

        private final int nameWidth;
        private int labelWidth;
        private boolean begun;

        Tables(Terminal terminal, FileClassifier classifier, List<ImageSource> images) {
            super(terminal, classifier);
            // The columns stay where they are though the answers come in parts.
            this.nameWidth = images.size() <= FileClassifier.MOST_FILES
                    ? 0
                    : images.stream()
                            .mapToInt(it -> TextWidth.of(PlainText.escaped(it.name())))
                            .filter(width -> width <= WIDEST_NAME)
                            .max()
                            .orElse(0);
        }

        @Override
        void print(List<Outcome> outcomes) {
            TextTable table = new TextTable(terminal, "IMAGE", "CLASS", ">", "");
            boolean any = false;
            for (Outcome outcome : outcomes) {
                String name = TextWidth.padded(PlainText.escaped(outcome.image().name()), nameWidth);
                for (ClassProbability it : outcome.prediction().getClassesList()) {
                    boolean first = !name.isEmpty();
                    String label = TextWidth.padded(PlainText.escaped(it.getLabel()), labelWidth);
                    labelWidth = nameWidth == 0 ? 0 : Math.max(labelWidth, TextWidth.of(label));
                    table.row(
                            PlainText.of(name),
                            first ? "@|bold " + PlainText.of(label) + "|@" : PlainText.of(label),
                            HumanFormat.percent(it.getProbability()),
                            "@|green " + Bars.share(terminal, it.getProbability(), BAR) + "|@");
                    name = "";
                    any = true;
                }
            }
            if (any) {
                table.lines().stream().skip(begun ? 1 : 0).forEach(terminal.out()::println);
                begun = true;
            }
        }

        @Override
        void end() {
            ModelVersion model = classifier.model();
            if (begun) {
                terminal.line(
                        "@|faint %s version %s, %.1f ms on the server|@",
                        PlainText.of(model.getModel()),
                        PlainText.of(model.getVersion()),
                        classifier.elapsed().toNanos() / 1e6);
            }
        }
    }

    /** A line for each class of each image, and one for each image that has no answer. */
    private static final class Csv extends AnswerPrinter {

        private boolean begun;

        Csv(Terminal terminal, FileClassifier classifier) {
            super(terminal, classifier);
        }

        @Override
        void print(List<Outcome> outcomes) {
            if (!begun) {
                terminal.out().println("file,rank,label,index,probability,prediction_id,model,version,error");
                begun = true;
            }
            for (Outcome outcome : outcomes) {
                if (!outcome.isGood()) {
                    line(outcome.image().name(), "", "", "", "", "", "", "", outcome.problem());
                }
                int rank = 1;
                for (ClassProbability it : outcome.prediction().getClassesList()) {
                    line(
                            outcome.image().name(),
                            "" + rank++,
                            it.getLabel(),
                            "" + it.getIndex(),
                            "" + it.getProbability(),
                            outcome.prediction().getId(),
                            classifier.model().getModel(),
                            classifier.model().getVersion(),
                            "");
                }
            }
        }

        private void line(String... cells) {
            terminal.out().println(Stream.of(cells).map(Csv::cell).collect(Collectors.joining(",")));
        }

        /** In quotes where RFC 4180 wants them. */
        private static String cell(String text) {
            String plain = PlainText.escaped(text);
            return plain.matches("(?s).*[,\"\\n\\r].*") ? "\"" + plain.replace("\"", "\"\"") + "\"" : plain;
        }
    }

    /** What both JSON forms tell of an image. */
    private static JsonObject tree(Outcome outcome) {
        JsonObject tree = outcome.isGood() ? JsonOption.tree(outcome.prediction()) : new JsonObject();
        tree.addProperty("file", outcome.image().name());
        if (!outcome.isGood()) {
            tree.addProperty("error", outcome.problem());
        }
        return tree;
    }

    /** A document a line. */
    private static final class JsonLines extends AnswerPrinter {

        private static final Gson ONE_LINE =
                new GsonBuilder().disableHtmlEscaping().create();

        JsonLines(Terminal terminal, FileClassifier classifier) {
            super(terminal, classifier);
        }

        @Override
        void print(List<Outcome> outcomes) {
            for (Outcome outcome : outcomes) {
                JsonObject tree = tree(outcome);
                if (outcome.isGood()) {
                    tree.addProperty("model", classifier.model().getModel());
                    tree.addProperty("version", classifier.model().getVersion());
                }
                terminal.out().println(PlainText.inJson(ONE_LINE.toJson((JsonElement) tree)));
            }
        }
    }

    /** One document, at the end. */
    private static final class Document extends AnswerPrinter {

        private final JsonArray predictions = new JsonArray();

        Document(Terminal terminal, FileClassifier classifier) {
            super(terminal, classifier);
        }

        @Override
        void print(List<Outcome> outcomes) {
            outcomes.forEach(outcome -> predictions.add(tree(outcome)));
        }

        @Override
        void end() {
            JsonObject document = new JsonObject();
            document.add("predictions", predictions);
            document.add("model", JsonOption.tree(classifier.model()));
            document.addProperty("elapsed_ms", classifier.elapsed().toNanos() / 1e6);
            JsonOption.print(terminal.out(), document);
        }
    }
}
