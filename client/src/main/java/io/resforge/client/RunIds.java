package io.resforge.client;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Makes ids of runs: {@code run-20260131-142501-k3f9}, in UTC, so that they sort by age. */
final class RunIds {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final int RADIX = 36;
    private static final int SUFFIXES = RADIX * RADIX * RADIX * RADIX;

    private RunIds() {}

    static String fresh() {
        String suffix = Integer.toString(ThreadLocalRandom.current().nextInt(SUFFIXES), RADIX);
        return "run-" + LocalDateTime.now(ZoneOffset.UTC).format(TIME) + "-" + "0".repeat(4 - suffix.length()) + suffix;
    }
}
