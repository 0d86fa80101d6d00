package io.resforge.trainer.worker;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations of the command line: 90s, 5m, 1h, or as ISO-8601 writes them. */
final class Durations implements ITypeConverter<Duration> {

    private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})(ms|[smh])");

    @Override
    public Duration convert(String text) {
        Duration duration = read(text.strip());
        if (!duration.isPositive()) {
            throw refusal(text);
        }
        return duration;
    }

    private static Duration read(String text) {
        Matcher parts = SHORT.matcher(text);
        if (parts.matches()) {
            long count = Long.parseLong(parts.group(1));
            return switch (parts.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                default -> Duration.ofHours(count);
            };
        }
        try {
            return Duration.parse(text.toUpperCase(Locale.ROOT));
        } catch (DateTimeException e) {
            throw refusal(text);
        }
    }

    private static TypeConversionException refusal(String text) {
        return new TypeConversionException("must be a duration above 0, such as 90s, 5m or 1h, was '" + text + "'");
    }
}
