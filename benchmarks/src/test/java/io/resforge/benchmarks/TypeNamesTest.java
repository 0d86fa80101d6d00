package io.resforge.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Looks at the sources of all modules. */
class TypeNamesTest {

    private static final Path ROOT = Path.of("..");
    /** Such as {@code training/.../training/augment/Flip.java}, or a path from the root. */
    private static final Pattern NAMED_FILE = Pattern.compile("`(?:([a-z-]+)/\\.\\.\\./)?([a-z][\\w.-]*/[\\w./-]+)`");

    private static final Pattern NAMED_TEST =
            Pattern.compile("`([A-Z][A-Za-z0-9]+(?:Test|IT))(?:\\.java|\\.(\\w+))?[`:]");

    @Test
    void aTopLevelTypeNameStandsOnceInTheRepository() throws IOException {
        Map<String, List<Path>> twice = sources();
        twice.values().removeIf(files -> files.size() == 1);

        assertThat(twice).isEmpty();
    }

    @Test
    void everyTestThatTheDocumentationNamesExists() throws IOException {
        Map<String, List<Path>> types = sources();
        List<Path> documents = documents();

        assertThat(documents).isNotEmpty().allSatisfy(document -> assertThat(testsNamedIn(document))
                .allSatisfy(test -> assertThat(types).containsKey(test.group(1)))
                .filteredOn(test -> test.group(2) != null)
                .allSatisfy(test -> assertThat(
                                Files.readString(types.get(test.group(1)).getFirst()))
                        .containsPattern("\\b" + test.group(2) + "\\b")));
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> root = Files.list(ROOT)) {
            return Stream.concat(docs, root)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }

    @Test
    void everyFileThatTheDocumentOfExtensionsNamesExists() throws IOException {
        String document = Files.readString(ROOT.resolve("docs/extending.md"));
        List<Path> files = NAMED_FILE
                .matcher(document)
                .results()
                .filter(file -> !file.group(2).contains("NAME"))
                .map(TypeNamesTest::file)
                .toList();

        assertThat(files).hasSizeGreaterThan(50).allSatisfy(file -> assertThat(file)
                .exists());
    }

    private static Path file(MatchResult file) {
        return file.group(1) == null
                ? ROOT.resolve(file.group(2))
                : ROOT.resolve(file.group(1))
                        .resolve("src/main/java/io/resforge")
                        .resolve(file.group(2));
    }

    private static List<MatchResult> testsNamedIn(Path document) throws IOException {
        return NAMED_TEST.matcher(Files.readString(document)).results().toList();
    }

    /** The source files of all modules by the name of their top-level type. */
    private static Map<String, List<Path>> sources() throws IOException {
        Map<String, List<Path>> byName = new TreeMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .toList()) {
                for (String part : List.of("src/main/java", "src/test/java")) {
                    collect(module.resolve(part), byName);
                }
            }
        }
        assertThat(byName).hasSizeGreaterThan(1000);
        return byName;
    }

    private static void collect(Path folder, Map<String, List<Path>> byName) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .forEach(file -> byName.computeIfAbsent(
                                    file.getFileName().toString().replace(".java", ""), name -> new ArrayList<>())
                            .add(file));
        }
    }
}
