package io.resforge.cli.data;

import com.google.gson.JsonObject;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.data.PublishedDataset.KnownSet;
import io.resforge.cli.data.PublishedDataset.RemoteFile;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Brings a data set from where its authors publish it. */
@Command(
        name = "fetch",
        description = {
            "Brings a data set from where its authors publish it, checks it, and puts it into the state folder.",
            "A download that was cut off goes on where it ended."
        },
        footer = {
            "",
            "Examples:",
            "  resforge data fetch cifar10",
            "  resforge data fetch fashion-mnist",
            "  resforge data fetch cifar10 --url http://mirror/c.tar.gz"
        })
public final class FetchCommand extends ContextCommand {

    private static final long FIRST_PAUSE_MILLIS = 1000;

    @Parameters(paramLabel = "NAME", converter = KnownWord.class, description = "Which: ${COMPLETION-CANDIDATES}.")
    private KnownSet name;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Another place that has the same archive, or the folder with the same files.")
    private URI mirror;

    @Option(names = "--force", description = "Bring it again though it is there.")
    private boolean force;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal narration = json.narration(context.terminal());
        PublishedDataset set =
                mirror == null ? name.published() : name.published().from(checked(mirror));
        try (TransferLines lines = new TransferLines(narration)) {
            Fetch fetch = new Fetch(set, context.home().data(), lines, FIRST_PAUSE_MILLIS);
            if (!force && Files.isDirectory(fetch.target())) {
                narration.line("@|bold " + name + "|@ is already in "
                        + PlainText.of(fetch.target().toString()) + "; --force brings it again");
            } else {
                fetch.run();
                narration.line("@|bold " + name + "|@ is in "
                        + PlainText.of(fetch.target().toString()));
            }
            tell(fetch.target());
        }
        return ExitCodes.OK;
    }

    private void tell(Path target) {
        if (json.isOn()) {
            JsonObject document = new JsonObject();
            document.addProperty("name", name.toString());
            document.addProperty("folder", target.toString());
            JsonOption.print(context.terminal().out(), document);
        }
    }

    private static URI checked(URI url) {
        boolean web = Optional.ofNullable(url.getScheme()).orElse("").matches("https?") && url.getHost() != null;
        if (!web) {
            throw CommandFailed.badUsage("--url must begin with http:// or https://, was " + url);
        }
        return url;
    }

    static final class KnownWord extends WordOption<KnownSet> {
        KnownWord() {
            super(KnownSet.values());
        }
    }

    /** Tells of the files that are being brought, one after the other. */
    static final class TransferLines implements Fetch.Witness, AutoCloseable {

        private final Terminal terminal;
        private TransferLine line;

        TransferLines(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public FileDownload.Progress begins(RemoteFile file) {
            close();
            terminal.line("From " + PlainText.of(file.source().toString()));
            line = new TransferLine(terminal, file.name());
            return line;
        }

        @Override
        public void verified(RemoteFile file) {
            close();
            terminal.line("MD5 " + file.md5() + " verified.");
        }

        @Override
        public void close() {
            if (line != null) {
                line.close();
                line = null;
            }
        }
    }

    /** Reads one of a few words. */
    private abstract static class WordOption<E extends Enum<E>> implements ITypeConverter<E> {

        private final E[] values;

        /** @param values what may be chosen; a word is the value's text */
        protected WordOption(E[] values) {
            this.values = values.clone();
        }

        @Override
        public final E convert(String word) {
            return Arrays.stream(values)
                    .filter(value -> value.toString().equals(word.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("must be " + all() + ", was '" + word + "'"));
        }

        private String all() {
            return Arrays.stream(values).map(Object::toString).collect(Collectors.joining(" or "));
        }
    }
}
