package io.resforge.cli.data;

import com.google.gson.JsonObject;
import io.resforge.cli.common.Choice;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.Json;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.Session;
import io.resforge.cli.terminal.Terminal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a data set from where its authors publish it. */
@Command(
        name = "fetch",
        description = {
            "Brings a data set from where its authors publish it, checks it, and unpacks it into the state folder.",
            "A download that was cut off goes on where it ended."
        },
        footer = {
            "",
            "Examples:",
            "  resforge data fetch cifar10",
            "  resforge data fetch cifar10 --url http://mirror/c.tar.gz"
        })
public final class FetchCommand implements Callable<Integer> {

    private static final long FIRST_PAUSE_MILLIS = 1000;

    private final Session session;

    @Parameters(paramLabel = "NAME", converter = KnownWord.class, description = "Which: ${COMPLETION-CANDIDATES}.")
    private Known name;

    @Option(names = "--url", paramLabel = "URL", description = "Another place that has the same archive.")
    private URI mirror;

    @Option(names = "--force", description = "Bring it again though it is there.")
    private boolean force;

    @Mixin
    private JsonOption json;

    /** Prints to this session's terminal. */
    public FetchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal narration = json.narration(session.terminal());
        Archive archive = mirror == null ? name.archive : name.archive.from(checked(mirror));
        try (TransferLine line = new TransferLine(narration, archive.file())) {
            Fetch fetch = new Fetch(archive, session.home().data(), line, FIRST_PAUSE_MILLIS);
            if (!force && Files.isDirectory(fetch.target())) {
                narration.line("@|bold " + name + "|@ is already in " + fetch.target() + "; --force brings it again");
            } else {
                narration.line("From " + archive.source());
                fetch.run();
                line.clear();
                narration.line("MD5 " + archive.md5() + " verified.");
                narration.line("@|bold " + name + "|@ is in " + fetch.target());
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
            Json.print(session.terminal().out(), document);
        }
    }

    private static URI checked(URI url) {
        boolean web = Optional.ofNullable(url.getScheme()).orElse("").matches("https?") && url.getHost() != null;
        if (!web) {
            throw CommandFailed.badUsage("--url must begin with http:// or https://, was " + url);
        }
        return url;
    }

    static final class KnownWord extends Choice<Known> {
        KnownWord() {
            super(Known.values());
        }
    }

    enum Known {
        CIFAR10(Archive.CIFAR_10);

        private final Archive archive;

        Known(Archive archive) {
            this.archive = archive;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
