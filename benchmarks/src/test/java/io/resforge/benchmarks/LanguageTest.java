package io.resforge.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Stands in the module that is built last, and looks at all of them: what any of them writes is the same in every language. */
class LanguageTest {

    /** What formats, parses or folds case by the machine's language unless it is given another. */
    private static final Set<String> BY_LANGUAGE = Set.of(
            "java.lang.String.format",
            "java.lang.String.formatted",
            "java.lang.String.toLowerCase",
            "java.lang.String.toUpperCase",
            "java.io.PrintStream.format",
            "java.io.PrintStream.printf",
            "java.io.PrintWriter.format",
            "java.io.PrintWriter.printf",
            "java.util.Formatter.<init>",
            "java.util.Scanner.<init>",
            "java.text.Collator.getInstance",
            "java.text.DateFormat.getDateInstance",
            "java.text.DateFormat.getDateTimeInstance",
            "java.text.DateFormat.getTimeInstance",
            "java.text.MessageFormat.<init>",
            "java.text.MessageFormat.format",
            "java.text.NumberFormat.getCompactNumberInstance",
            "java.text.NumberFormat.getCurrencyInstance",
            "java.text.NumberFormat.getInstance",
            "java.text.NumberFormat.getIntegerInstance",
            "java.text.NumberFormat.getNumberInstance",
            "java.text.NumberFormat.getPercentInstance",
            "java.text.SimpleDateFormat.<init>",
            "java.time.format.DateTimeFormatter.localizedBy",
            "java.time.format.DateTimeFormatter.ofPattern",
            "java.util.Locale.getDefault");

    /** These two take no language, but symbols that have one. */
    private static final Set<String> BY_SYMBOLS =
            Set.of("java.text.DecimalFormat.<init>", "java.text.DecimalFormatSymbols.getInstance");

    /** Logs that put their arguments into the text by the machine's language. */
    private static final Set<String> LOGS = Set.of(
            "java.lang.System$Logger",
            "org.jboss.logging.Logger",
            "org.jboss.logging.BasicLogger",
            "io.quarkus.logging.Log");

    private static final ArchRule RULE = noClasses()
            .should()
            .accessTargetWhere(
                    DescribedPredicate.describe("writes by the machine's language", LanguageTest::byLanguage));

    @Test
    void whatAnyModuleWritesIsTheSameInEveryLanguage() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            List<Path> built = modules.map(module -> module.resolve("target/classes"))
                    .filter(Files::isDirectory)
                    .toList();
            JavaClasses classes = ArchConfiguration.withThreadLocalScope(configuration -> {
                configuration.setResolveMissingDependenciesFromClassPath(false);
                return new ClassFileImporter().importPaths(built);
            });
            assertThat(classes.contain("io.resforge.neuralnet.image.ImageShape"))
                    .isTrue();
            RULE.check(classes);
        }
    }

    @Test
    void findsCallsAndReferences() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> RULE.check(new ClassFileImporter().importClasses(Offender.class)))
                .withMessageContaining("5 times")
                .withMessageContaining("toLowerCase");
    }

    private static boolean byLanguage(JavaAccess<?> access) {
        if (!(access.getTarget() instanceof CodeUnitAccessTarget target)) {
            return false;
        }
        String owner = target.getOwner().getName();
        String name = owner + "." + target.getName();
        List<String> parameters =
                target.getRawParameterTypes().stream().map(JavaClass::getName).toList();
        return BY_LANGUAGE.contains(name) && !parameters.contains("java.util.Locale")
                || BY_SYMBOLS.contains(name)
                        && !parameters.contains("java.util.Locale")
                        && !parameters.contains("java.text.DecimalFormatSymbols")
                || LOGS.contains(owner)
                        && parameters.contains("java.lang.String")
                        && parameters.contains("[Ljava.lang.Object;");
    }

    /** Writes by the machine's language in five ways. */
    @SuppressWarnings("unused")
    private static final class Offender {

        final UnaryOperator<String> folded = String::toLowerCase;
        final String digits = String.format("%d", 1);
        final String more = "%d".formatted(1);
        final String grouped = MessageFormat.format("{0}", 1000);
        final Locale language = Locale.getDefault();
        final String right = String.format(Locale.ROOT, "%d", 1);

        void log(System.Logger log) {
            log.log(System.Logger.Level.INFO, "plain");
        }
    }
}
