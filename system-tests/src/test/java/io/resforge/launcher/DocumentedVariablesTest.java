package io.resforge.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentedVariablesTest {

    private static final Path ROOT = Path.of(System.getProperty("resforge.root"));

    /** A whole string, or a default that picocli takes from the environment. */
    private static final Pattern IN_JAVA = Pattern.compile("\"(RESFORGE_[A-Z0-9_]+)\"|\\$\\{env:(RESFORGE_[A-Z0-9_]+)");

    /** A variable by its name, or the key of a service, which stands for the variable in capitals. */
    private static final Pattern IN_DOCUMENT = Pattern.compile("`(RESFORGE_[A-Z0-9_]+|resforge[.][a-z0-9.-]+)`");

    private static final Pattern IN_SHELL = Pattern.compile("\\$\\{(RESFORGE_[A-Z0-9_]+)(:-|})");

    @Test
    void theDocumentOfSettingsHasEveryVariableThatCodeAndScriptsRead() throws IOException {
        Set<String> variables = new TreeSet<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path sources : modules.map(it -> it.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(sources)) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .forEach(file -> variables.addAll(read(file, IN_JAVA)));
                }
            }
        }
        variables.addAll(read(ROOT.resolve("resforge"), IN_SHELL));
        variables.addAll(read(ROOT.resolve("docker/compose.yaml"), IN_SHELL));
        Set<String> documented = new TreeSet<>(read(ROOT.resolve("docs/settings.md"), IN_DOCUMENT));
        assertThat(variables).contains("RESFORGE_HOME", "RESFORGE_RESUME", "RESFORGE_JDKS", "RESFORGE_S3_KEY");
        assertThat(documented).containsAll(variables);
    }

    private static Set<String> read(Path file, Pattern pattern) {
        try {
            Set<String> found = new TreeSet<>();
            pattern.matcher(Files.readString(file))
                    .results()
                    .map(DocumentedVariablesTest::name)
                    .forEach(found::add);
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(MatchResult match) {
        String name = match.group(1) == null ? match.group(2) : match.group(1);
        return name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }
}
