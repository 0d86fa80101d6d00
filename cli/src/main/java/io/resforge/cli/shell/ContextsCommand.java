package io.resforge.cli.shell;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.CommandGroup;
import io.resforge.cli.common.CommandGroup.Holds;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.Contexts;
import io.resforge.cli.common.Contexts.Book;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.terminal.TextTable;
import io.resforge.client.channel.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code resforge context}: installations by name, with what is needed to reach them. */
@Holds({
    ContextsCommand.ListContexts.class,
    ContextsCommand.Use.class,
    ContextsCommand.SetContext.class,
    ContextsCommand.DeleteContext.class
})
@Command(
        name = "context",
        description = {
            "Keeps the addresses, tokens and certificates of several installations, each under a name, in contexts.yaml of the"
                    + " state folder.",
            "Commands work with the one that was chosen last, or with $$RESFORGE_CONTEXT; options and other variables go first."
        },
        footer = {
            "",
            "Examples:",
            "  resforge context set prod --trainer grpcs://train.example.com:9001",
            "  resforge context set prod --token-file prod.token",
            "  resforge context use prod"
        })
public final class ContextsCommand extends CommandGroup {

    /** A command that reads the file. */
    private abstract static class OfFile extends ContextCommand {

        @Override
        public final Integer call() throws IOException {
            Path file = Contexts.file(context.home());
            call(file, Contexts.read(file));
            return ExitCodes.OK;
        }

        abstract void call(Path file, Book book) throws IOException;
    }

    @Command(
            name = "list",
            description = "Lists the contexts; the one that is in use is marked.",
            footer = {"", "Examples:", "  resforge context list", "  resforge context list --json"})
    static final class ListContexts extends OfFile {

        @Mixin
        private JsonOption json;

        @Override
        void call(Path file, Book book) {
            Terminal terminal = context.terminal();
            if (json.isOn()) {
                JsonOption.print(terminal.out(), tree(book));
            } else if (book.contexts().isEmpty()) {
                terminal.line("No contexts yet; 'resforge context set NAME --trainer HOST:PORT' makes one.");
            } else {
                TextTable table = new TextTable(terminal, "CONTEXT", "", "TRAINER", "INFERENCE", "TOKEN", "CA");
                book.contexts()
                        .forEach((name, keys) -> table.row(
                                PlainText.of(name),
                                book.isCurrent(name) ? "@|yellow " + terminal.either("★", "*") + "|@" : "",
                                PlainText.of(keys.getOrDefault("trainer", "-")),
                                PlainText.of(keys.getOrDefault("inference", "-")),
                                PlainText.of(keys.getOrDefault("token-file", "-")),
                                PlainText.of(keys.getOrDefault("ca", "-"))));
                table.print();
            }
        }

        private static JsonObject tree(Book book) {
            JsonArray list = new JsonArray();
            book.contexts().forEach((name, keys) -> {
                JsonObject tree = new JsonObject();
                tree.addProperty("name", name);
                tree.addProperty("current", book.isCurrent(name));
                keys.forEach((key, value) -> tree.addProperty(key.replace('-', '_'), value));
                list.add(tree);
            });
            JsonObject document = new JsonObject();
            document.add("contexts", list);
            return document;
        }
    }

    @Command(
            name = "use",
            description = "Has the commands that follow work with a context.",
            footer = {"", "Examples:", "  resforge context use prod", "  resforge context use --none"})
    static final class Use extends OfFile {

        @Parameters(paramLabel = "NAME", arity = "0..1", description = "The context.")
        private String name;

        @Option(names = "--none", description = "With none: with this machine, unless variables say otherwise.")
        private boolean none;

        @Override
        void call(Path file, Book book) throws IOException {
            if (none == (name != null)) {
                throw CommandFailed.badUsage("either a NAME or --none must be given");
            }
            if (!none) {
                book.require(file, name);
            }
            Contexts.write(file, new Book(Optional.ofNullable(name), book.contexts()));
            context.terminal()
                    .line(
                            none
                                    ? "Commands work with no context."
                                    : "Commands work with @|bold " + PlainText.of(name) + "|@.");
        }
    }

    @Command(
            name = "set",
            sortOptions = false,
            description = {
                "Makes a context, or changes one: what is not given stays, and an empty text takes a value away.",
                "The first context is used at once."
            },
            footer = {
                "",
                "Examples:",
                "  resforge context set prod --trainer grpcs://train.example.com:9001 --ca ca.pem",
                "  resforge context set prod --token-file prod.token",
                "  resforge context set prod --token-file ''"
            })
    static final class SetContext extends OfFile {

        @Parameters(paramLabel = "NAME", description = "The context.")
        private String name;

        @Option(names = "--trainer", paramLabel = "HOST:PORT", description = "The trainer service.")
        private String trainer;

        @Option(names = "--inference", paramLabel = "HOST:PORT", description = "The inference service.")
        private String inference;

        @Option(names = "--token-file", paramLabel = "FILE", description = "The file with the token.")
        private String tokenFile;

        @Option(names = "--ca", paramLabel = "FILE", description = "Certificates that are trusted, as PEM.")
        private String ca;

        @Option(names = "--certificate", paramLabel = "FILE", description = "Your own certificate, as PEM.")
        private String certificate;

        @Option(names = "--key", paramLabel = "FILE", description = "The private key of --certificate, as PEM.")
        private String key;

        @Override
        void call(Path file, Book book) throws IOException {
            Contexts.requireName(name);
            Map<String, String> keys = new LinkedHashMap<>(book.contexts().getOrDefault(name, Map.of()));
            put(keys, "trainer", address("--trainer", trainer));
            put(keys, "inference", address("--inference", inference));
            put(keys, "token-file", path("--token-file", tokenFile));
            put(keys, "ca", path("--ca", ca));
            put(keys, "certificate", path("--certificate", certificate));
            put(keys, "key", path("--key", key));
            if (keys.isEmpty()) {
                throw CommandFailed.badUsage("a context needs at least one of --trainer and --inference");
            }
            if (keys.containsKey("certificate") != keys.containsKey("key")) {
                throw CommandFailed.badUsage("--certificate and --key belong together; one of them is missing");
            }
            Map<String, Map<String, String>> all = new TreeMap<>(book.contexts());
            boolean first = all.isEmpty();
            all.put(name, keys);
            Contexts.write(file, new Book(first ? Optional.of(name) : book.current(), all));
            context.terminal()
                    .line("Context @|bold " + PlainText.of(name) + "|@ is kept"
                            + (first || book.isCurrent(name)
                                    ? " and in use."
                                    : "; 'resforge context use " + PlainText.of(name) + "' chooses it."));
        }

        private static void put(Map<String, String> keys, String key, String value) {
            if (value != null && value.isEmpty()) {
                keys.remove(key);
            } else if (value != null) {
                keys.put(key, value);
            }
        }

        private static String address(String option, String value) {
            if (value != null && !value.isEmpty()) {
                for (String one : value.split(",")) {
                    try {
                        Address.parse(one);
                    } catch (IllegalArgumentException e) {
                        throw CommandFailed.badUsage(option + ": " + e.getMessage());
                    }
                }
            }
            return value;
        }

        /** Paths of the command line are below the present folder, those of the file are beside it. */
        private static String path(String option, String value) {
            if (value == null || value.isEmpty()) {
                return value;
            }
            Path path = Path.of(value).toAbsolutePath().normalize();
            if (!Files.isRegularFile(path)) {
                throw CommandFailed.badUsage(option + ": there is no file " + path);
            }
            return path.toString();
        }
    }

    @Command(
            name = "delete",
            description = "Forgets a context; the files that it names stay.",
            footer = {"", "Example:", "  resforge context delete prod"})
    static final class DeleteContext extends OfFile {

        @Parameters(paramLabel = "NAME", description = "The context.")
        private String name;

        @Override
        void call(Path file, Book book) throws IOException {
            book.require(file, name);
            Map<String, Map<String, String>> left = new TreeMap<>(book.contexts());
            left.remove(name);
            Contexts.write(file, new Book(book.current().filter(it -> !it.equals(name)), left));
            context.terminal().line("Context @|bold " + PlainText.of(name) + "|@ is forgotten.");
        }
    }
}
