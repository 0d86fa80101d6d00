package io.resforge.spine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what the tutorial says, command by command, with fewer epochs. */
class TutorialIT {

    private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PAGE = Pattern.compile("\"page\":\"([^\"]+)\"");
    private static final long LONGEST_MINUTES = 10;

    private final Path home;
    private final List<Process> started = new ArrayList<>();

    TutorialIT(@TempDir Path home) {
        this.home = home;
    }

    @AfterEach
    void stop() {
        for (Process process : started) {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void everyCommandOfTheTutorialWorks() throws Exception {
        assumeTrue(Stream.of("/usr/bin/curl", "/bin/curl").anyMatch(it -> Files.isExecutable(Path.of(it))), "no curl");
        photographs();
        List<String> commands = commands();
        assertThat(commands).hasSizeGreaterThan(9).anyMatch(command -> command.startsWith("curl"));
        for (String command : commands) {
            if (command.equals("./resforge up")) {
                start(command);
                Until.holds(
                        "both services have said where they are",
                        () -> services().size() == 2);
                Until.holds(
                        "the model is served", () -> run("./resforge status").contains("shapes"));
            } else {
                String printed = run(quick(command));
                if (command.contains("classify")) {
                    assertThat(printed)
                            .containsPattern("circle|square|triangle")
                            .contains("shapes");
                }
            }
        }
    }

    /** Three classes of plain pictures. */
    private void photographs() throws IOException {
        for (String shape : List.of("circle", "square", "triangle")) {
            Path folder = Files.createDirectories(home.resolve("shapes").resolve(shape));
            for (int i = 0; i < 10; i++) {
                BufferedImage image = new BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB);
                Graphics2D graphics = image.createGraphics();
                graphics.setColor(new Color(20 * i, 80, 200 - 20 * i));
                switch (shape) {
                    case "circle" -> graphics.fillOval(20 + 3 * i, 20, 80, 80);
                    case "square" -> graphics.fillRect(20 + 3 * i, 20, 80, 80);
                    default -> graphics.fillPolygon(new int[] {20, 100, 60}, new int[] {100, 100, 20 + i}, 3);
                }
                graphics.dispose();
                ImageIO.write(
                        image,
                        "jpg",
                        folder.resolve("IMG_" + (1000 + i) + ".jpg").toFile());
            }
        }
    }

    private static List<String> commands() throws IOException {
        Matcher blocks = SHELL.matcher(Files.readString(Spine.ROOT.resolve("docs/tutorial.md")));
        List<String> commands = new ArrayList<>();
        while (blocks.find()) {
            blocks.group(1).lines().filter(line -> !line.isBlank()).forEach(commands::add);
        }
        return commands;
    }

    private static String quick(String command) {
        return command.contains(" train ")
                ? command.replaceAll(" --epochs [0-9]+", "") + " --epochs 2 --batch-size 8"
                : command;
    }

    private String run(String command) throws IOException, InterruptedException {
        Process process = start(command);
        boolean ended = process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);
        String printed = Files.readString(log(started.size()));
        assertThat(ended).as(command + " ends").isTrue();
        assertThat(process.exitValue()).as(command + ": " + printed).isZero();
        return printed;
    }

    /** As a shell does, with the program that was packaged, and the ports that the services have. */
    private Process start(String command) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String program = "'" + java + "' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED"
                + " --sun-misc-unsafe-memory-access=allow -Dresforge.root='" + Spine.ROOT + "' -jar '"
                + Spine.ROOT.resolve("cli/target/resforge.jar") + "'";
        String line =
                command.replace("./resforge", "exec " + program).replace("http://localhost:8080/", inferencePage());
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", line)
                .redirectErrorStream(true)
                .redirectOutput(log(started.size() + 1).toFile());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("RESFORGE_HOME", home.resolve("state").toString());
        Stream.of("RESFORGE_STORE", "RESFORGE_TRAINER", "RESFORGE_INFERENCE", "RESFORGE_CONTEXT")
                .forEach(builder.environment()::remove);
        Process process = builder.start();
        process.getOutputStream().close();
        started.add(process);
        return process;
    }

    private Path log(int number) {
        return home.resolve("command-" + number + ".log");
    }

    private List<Path> services() throws IOException {
        Path folder = home.resolve("state/services");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    private String inferencePage() throws IOException {
        for (Path file : services()) {
            Matcher page = PAGE.matcher(Files.readString(file));
            if (file.getFileName().toString().startsWith("inference") && page.find()) {
                return page.group(1);
            }
        }
        return "http://localhost:8080/";
    }
}
