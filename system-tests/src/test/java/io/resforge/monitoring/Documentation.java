package io.resforge.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.regex.Pattern;

/** What is written about metrics. */
final class Documentation {

    private static final Pattern END_OF_A_HISTOGRAM = Pattern.compile("_(bucket|sum|count|max)$");
    private static final Pattern WINDOW = Pattern.compile("_rate\\w+$");

    private final String text;

    private Documentation(String text) {
        this.text = text;
    }

    /** Reads it. */
    static Documentation read() {
        try {
            return new Documentation(Files.readString(Dashboard.ROOT.resolve("docs/metrics.md")));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Fails if a series, or the histogram that it belongs to, is not named. */
    void names(String series) {
        String metric = END_OF_A_HISTOGRAM.matcher(series).replaceFirst("");
        String record = WINDOW.matcher(series).replaceFirst("_rate1h");
        assertThat(text).containsAnyOf("`" + series + "`", "`" + metric + "`", "`" + record + "`");
    }
}
