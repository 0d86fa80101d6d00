package io.resforge.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.report.SampleReports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FontlessTest {

    @TempDir
    Path folder;

    /** Java's font manager fails where fontconfig or a font is missing, as in small containers. */
    @Test
    void neverAsksForTheFontsOfTheMachine() throws Exception {
        // Given
        Path classes = folder.resolve("classes");
        Path output = folder.resolve("output");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-Xlog:disable",
                "-Xlog:class+load:file=" + classes,
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName());
        // When
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        // Then
        assertThat(ended).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        assertThat(Files.readString(classes))
                .contains("java.awt.Font ", "io.resforge.report.chart.SansFont ")
                .doesNotContain("sun.font.SunFontManager ");
    }

    /** Writes every kind of file in a process of its own. */
    static final class Writer {

        public static void main(String[] arguments) {
            List<ReportFile> files = Reports.of(SampleReports.run(20, 100));
            List<ReportFile> compared = new Comparison(List.of(SampleReports.member("a", 0.5, Map.of()))).files();
            if (files.isEmpty() || compared.isEmpty()) {
                throw new IllegalStateException("nothing was written ");
            }
        }
    }
}
