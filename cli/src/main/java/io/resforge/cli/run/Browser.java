package io.resforge.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The browser of this system.
 *
 * @param system its name, as Java has it
 * @param environment the variables of this process
 */
record Browser(String system, Map<String, String> environment) {

    private static final int DECIDES_WITHIN_SECONDS = 5;

    /** That of this machine. */
    static Browser ofThisMachine() {
        return new Browser(System.getProperty("os.name"), System.getenv());
    }

    /** Opens a file; whether something was found that could. */
    boolean open(Path file) {
        Optional<List<String>> opener = opener();
        if (opener.isEmpty()) {
            return false;
        }
        List<String> line = Stream.concat(
                        opener.get().stream(),
                        Stream.of(file.toAbsolutePath().toUri().toString()))
                .toList();
        try {
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            // One that stays is a browser; one that ends says whether it has told a browser.
            return !process.waitFor(DECIDES_WITHIN_SECONDS, TimeUnit.SECONDS) || process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The program that hands a page to the browser; empty if there is none, or no screen. */
    Optional<List<String>> opener() {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler"));
        }
        if (name.startsWith("mac")) {
            return Optional.of(List.of("open"));
        }
        boolean screen = Stream.of("DISPLAY", "WAYLAND_DISPLAY")
                .anyMatch(it -> !environment.getOrDefault(it, "").isBlank());
        return screen ? onPath("xdg-open").map(List::of) : Optional.empty();
    }

    private Optional<String> onPath(String program) {
        return Stream.of(environment.getOrDefault("PATH", "").split(":"))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString);
    }
}
