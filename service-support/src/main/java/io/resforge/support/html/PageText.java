package io.resforge.support.html;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateExtension;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Numbers, times and data as templates write them. */
public final class PageText {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final double SMALL = 1e-3;
    private static final double LARGE = 1e6;
    private static final long MINUTE = 60;
    private static final long HOUR = 3600;
    private static final long DAY = 86_400;

    private PageText() {}

    /** A share, such as {@code 91.25%}. */
    @TemplateExtension(matchName = "percent")
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }

    /** A number with four digits that tell something: {@code 0.1234}, and {@code 9.757e-5} where it is small. */
    @TemplateExtension(matchName = "short")
    public static String brief(double number) {
        BigDecimal rounded = new BigDecimal(number).round(new MathContext(4)).stripTrailingZeros();
        double size = Math.abs(number);
        if (size == 0 || size >= SMALL && size < LARGE) {
            return rounded.toPlainString();
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        return rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }

    /** A whole number with commas. */
    @TemplateExtension(matchName = "count")
    public static String count(Number number) {
        return String.format(Locale.ROOT, "%,d", Math.round(number.doubleValue()));
    }

    /** Such as {@code 2026-11-21 11:34:00 UTC}. */
    @TemplateExtension(matchName = "utc")
    public static String utc(Instant time) {
        return TIME.format(time);
    }

    /** The same for {@code datetime}. */
    @TemplateExtension(matchName = "iso")
    public static String iso(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** As {@code 42 s}, {@code 3 min 20 s}, {@code 2 h 5 min} or {@code 3 d 4 h}. */
    @TemplateExtension(matchName = "words")
    public static String words(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        if (seconds < HOUR) {
            return two(seconds / MINUTE, "min", seconds % MINUTE, "s");
        }
        return seconds < DAY
                ? two(seconds / HOUR, "h", seconds % HOUR / MINUTE, "min")
                : two(seconds / DAY, "d", seconds % DAY / HOUR, "h");
    }

    private static String two(long many, String large, long few, String small) {
        return many + " " + large + (few == 0 ? "" : " " + few + " " + small);
    }

    /** Data for a script, to stand between {@code <script type="application/json">} and its end: nothing in it ends that. */
    public static RawString island(Object data) {
        return islandOf(json(data));
    }

    /** The same of what is JSON already. */
    public static RawString islandOf(String json) {
        return new RawString(json.replace("<", "\\u003c"));
    }

    /** As JSON. */
    public static String json(Object data) {
        try {
            return JSON.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + data.getClass(), e);
        }
    }
}
