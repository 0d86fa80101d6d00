package io.resforge.cli.classify;

import io.resforge.cli.classify.AnswerPrinter.Format;
import io.resforge.cli.classify.FileClassifier.Outcome;
import io.resforge.cli.classify.ImageSources.ImageSource;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.InferenceOption;
import io.resforge.cli.terminal.Bars;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.LiveLines;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.client.ResForgeClient;
import io.resforge.v1.ClassifyRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Asks the live model what is in some images. */
@Command(
        name = "classify",
        description = {
            "Asks the live model what is in some images: PNG, JPEG, GIF or BMP of any size.",
            "Answers come in the order of the images, as soon as they are there. An image that cannot be read stops no other; the"
                    + " exit code is 1 then."
        },
        footer = {
            "",
            "Examples:",
            "  resforge classify frog.png",
            "  resforge classify photos                    all images in a folder and those in it",
            "  resforge classify 'photos/**/*.jpg' --format csv > answers.csv",
            "  resforge classify *.jpg --json | jq '.predictions[].classes[0].label'",
            "  curl -s https://example.com/frog.png | resforge classify -"
        })
public final class ClassifyCommand extends ContextCommand {

    private static final int SERVERS_DEFAULT = 0;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "Image files, folders, quoted patterns such as 'a/**/*.png', or - for an image on standard input.")
    private List<String> words;

    @Option(
            names = "--top-k",
            paramLabel = "N",
            description = "How many classes for each; 5, or all where there are fewer; 1 for csv.")
    private Integer topK;

    @Option(names = "--model", paramLabel = "NAME", description = "The model; the server's own by default.")
    private String model = "";

    @Option(
            names = "--version",
            paramLabel = "VERSION",
            description = "Take an answer from this version only; by default whichever is live.")
    private String version = "";

    @Option(
            names = "--label",
            paramLabel = "LABEL",
            description = "Take an answer from the version with this label only, such as canary.")
    private String label = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = FormatWord.class,
            description =
                    "table, csv with a line for each class, jsonl with a document for each image, or json; table.")
    private Format format;

    @Option(names = "--json", description = "The same as --format json: one JSON document on standard output.")
    private boolean json;

    @Mixin
    private InferenceOption server;

    @Override
    public Integer call() {
        check();
        List<ImageSource> images = ImageSources.of(words);
        Format chosen = json ? Format.JSON : Optional.ofNullable(format).orElse(Format.TABLE);
        int classes = chosen == Format.CSV ? 1 : SERVERS_DEFAULT;
        ClassifyRequest question = ClassifyRequest.newBuilder()
                .setTopK(topK == null ? classes : topK)
                .setModel(model)
                .setVersion(version)
                .setLabel(label)
                .build();
        Terminal terminal = context.terminal();
        try (ResForgeClient client = server.connect();
                Share share = new Share(terminal, images.size())) {
            FileClassifier classifier = new FileClassifier(client.inference(), question, System.in);
            AnswerPrinter printer = AnswerPrinter.of(chosen, terminal, images, classifier);
            classifier.classify(images, outcomes -> share.add(outcomes, printer));
            printer.end();
            if (share.bad > 0) {
                throw CommandFailed.because(String.format(
                        Locale.ROOT, "%,d of %,d images could not be classified", share.bad, images.size()));
            }
            return ExitCodes.OK;
        }
    }

    private void check() {
        if (topK != null && topK < 1) {
            throw CommandFailed.badUsage("--top-k must be at least 1, was " + topK);
        }
        if (!version.isEmpty() && !label.isEmpty()) {
            throw CommandFailed.badUsage("only one of --version and --label may be given");
        }
        if (json && format != null && format != Format.JSON) {
            throw CommandFailed.badUsage("only one of --json and --format may be given");
        }
    }

    /** How many of the images are done, as a line that moves below the answers where there are many. */
    private static final class Share implements AutoCloseable {

        private static final int BAR = 24;

        private final Terminal terminal;
        private final LiveLines live;
        private final int images;
        private final long began = System.nanoTime();
        private int done;
        private int bad;

        Share(Terminal terminal, int images) {
            this.terminal = terminal;
            this.live = new LiveLines(terminal);
            this.images = images;
            if (images > FileClassifier.MOST_FILES) {
                live.show(String.format(Locale.ROOT, "  0 of %,d images", images));
            }
        }

        void add(List<Outcome> outcomes, AnswerPrinter printer) {
            live.clear();
            printer.print(outcomes);
            for (Outcome outcome : outcomes) {
                if (!outcome.isGood()) {
                    bad++;
                    terminal.err()
                            .println(terminal.styled("@|bold,red error:|@ "
                                    + PlainText.of(outcome.image().name() + ": " + outcome.problem())));
                }
            }
            done += outcomes.size();
            if (done < images) {
                live.show(line());
            }
        }

        private String line() {
            double share = (double) done / images;
            double seconds = Math.max(1e-3, (System.nanoTime() - began) / 1e9);
            return String.format(
                    Locale.ROOT,
                    "  %s %,d of %,d images  %s images/s  %s left",
                    Bars.progress(terminal, share, BAR),
                    done,
                    images,
                    HumanFormat.count(done / seconds),
                    HumanFormat.clock(Duration.ofMillis((long) (1000 * seconds * (images - done) / done))));
        }

        @Override
        public void close() {
            live.clear();
        }
    }

    /** Reads the name of a format. */
    static final class FormatWord implements ITypeConverter<Format> {

        @Override
        public Format convert(String word) {
            try {
                return Format.valueOf(word.strip().toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("must be table, csv, jsonl or json, was '" + word + "'");
            }
        }
    }
}
