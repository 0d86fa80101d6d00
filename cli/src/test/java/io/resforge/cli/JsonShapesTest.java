package io.resforge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.resforge.cli.common.CommandContext;
import io.resforge.testing.FakeInference;
import io.resforge.testing.FakeRegistry;
import io.resforge.testing.FakeServer;
import io.resforge.testing.FakeTrainer;
import io.resforge.testing.Samples;
import io.resforge.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code docs/cli-json.md} has a row for each command with {@code --json}, and each says what its row says. */
class JsonShapesTest {

    /** Commands that print what is no result: logs, a line to append to a file, pictures, a screen, or all that others print. */
    private static final Set<String> WITHOUT = Set.of(
            "completion",
            "context delete",
            "context set",
            "context use",
            "data preview",
            "help",
            "logs",
            "report",
            "reproduce",
            "runs logs",
            "sweep",
            "tokens create");

    private static final Pattern ROW = Pattern.compile("\\| `([a-z ]+)` \\| (.*) \\|");
    private static final Pattern WORD = Pattern.compile("`([a-z0-9_]+)`");

    @TempDir
    private Path home;

    private static TreeMap<String, String> documented() throws IOException {
        TreeMap<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "cli-json.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(row.group(1), row.group(2));
            }
        }
        return rows;
    }

    private static List<String> leaves(CommandLine command, String path, boolean json) {
        List<String> found = new ArrayList<>();
        command.getSubcommands().forEach((name, sub) -> {
            String full = (path + " " + name).strip();
            if (sub.getSubcommands().isEmpty() && (sub.getCommandSpec().findOption("--json") != null) == json) {
                found.add(full);
            }
            found.addAll(leaves(sub, full, json));
        });
        return found;
    }

    private static CommandLine all() {
        return ResForge.commandLine(CommandContext.system());
    }

    @Test
    void everyCommandWithJsonHasARowAndEachRowIsOfOne() throws IOException {
        assertThat(documented().keySet()).isEqualTo(new TreeSet<>(leaves(all(), "", true)));
    }

    @Test
    void everyCommandThatTellsAResultCanTellItAsJson() {
        assertThat(leaves(all(), "", false)).containsExactlyInAnyOrderElementsOf(WITHOUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "classify IMAGE",
                "context list",
                "data list",
                "describe --arch resnet20-v1",
                "down",
                "keys create KEYS",
                "models list",
                "models promote 1 --reason better",
                "models rollback --reason worse",
                "models show 1",
                "recipes list",
                "recipes show resforge-resnet20",
                "runs list",
                "runs show RUN",
                "status",
                "top",
                "version"
            })
    void printsOneObjectWithTheFieldsThatItsRowNames(String words) throws IOException {
        FakeTrainer trainer = new FakeTrainer().with(Samples.succeeded());
        String image =
                Files.write(home.resolve("frog.png"), new byte[] {1, 2, 3}).toString();
        Shell shell = new Shell(home);
        try (FakeServer control = FakeServer.of(trainer, new FakeRegistry(Samples.version("1", true)));
                FakeServer serving = FakeServer.of(new FakeInference())) {
            String address = words.startsWith("classify") ? serving.address() : control.address();
            String line = words.replace("RUN", Samples.RUN)
                    .replace("IMAGE", image)
                    .replace("KEYS", home.resolve("keys").toString());
            boolean remote = words.matches("(classify|models|runs) .*");
            assertThat(shell.run((line + " --json" + (remote ? " --server " + address : "")).split(" ")))
                    .as(shell.err())
                    .isZero();
        }
        assertThat(shell.json().isJsonObject()).as("an object").isTrue();
        JsonObject document = shell.json().getAsJsonObject();
        String command = documented().keySet().stream()
                .filter(name -> (words + " ").startsWith(name + " "))
                .findFirst()
                .orElseThrow();
        String row = documented().get(command)
                + documented().get("runs show")
                + documented().get("models promote");
        if (!command.equals("recipes show") && !command.equals("models show")) {
            Set<String> named =
                    WORD.matcher(row).results().map(it -> it.group(1)).collect(Collectors.toSet());
            assertThat(named).containsAll(document.keySet());
        }
        requireSnakeCase(document);
    }

    private static void requireSnakeCase(JsonElement element) {
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(JsonShapesTest::requireSnakeCase);
        } else if (element.isJsonObject()) {
            assertThat(element.getAsJsonObject().keySet())
                    .allMatch(name -> name.matches("[a-z][a-z0-9]*(_[a-z0-9]+)*"), "snake_case");
            element.getAsJsonObject().asMap().forEach((name, value) -> {
                if (!name.equals("labels") && !name.equals("manifest")) {
                    requireSnakeCase(value);
                }
            });
        }
    }
}
