package io.resforge.trainer.worker.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How much memory the process takes as Linux counts it: tensors lie outside the Java heap. Elsewhere there is no such metric. */
public final class ResidentMemory implements MeterBinder {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    @Override
    public void bindTo(MeterRegistry registry) {
        if (Files.isReadable(STATUS)) {
            Gauge.builder("process.resident.memory", ResidentMemory::bytes)
                    .description("Memory of the process as the operating system counts it")
                    .baseUnit(BaseUnits.BYTES)
                    .register(registry);
        }
    }

    private static double bytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.map(RESIDENT::matcher)
                    .filter(Matcher::matches)
                    .mapToDouble(line -> 1024 * Double.parseDouble(line.group(1)))
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException | UncheckedIOException e) {
            return Double.NaN; // shown as no value; the other metrics are worth more than this one
        }
    }
}
