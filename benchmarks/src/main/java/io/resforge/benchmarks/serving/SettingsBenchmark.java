package io.resforge.benchmarks.serving;

import io.resforge.benchmarks.serving.server.BenchmarkStore;
import io.resforge.benchmarks.serving.server.OurService;
import io.resforge.benchmarks.serving.server.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Our service with different settings against each other, in turns. Each argument is the settings of one contender with spaces between, such as {@code
 * resforge.batching.max-delay=0ms}; an empty one stands for the usual settings, {@code tls+token} for TLS and a token. Properties: {@code -Dcallers=1,8,64}, {@code -Drounds}, {@code -Dseconds}
 * of a turn, {@code -Dwarmup} seconds of each, {@code -Dnetwork=resnet20-v1}.
 */
public final class SettingsBenchmark {

    private SettingsBenchmark() {}

    public static void main(String[] args) {
        List<Integer> levels = Arrays.stream(
                        System.getProperty("callers", "1,8,64").split(","))
                .map(Integer::valueOf)
                .toList();
        List<OurService> services = new ArrayList<>();
        try (BenchmarkStore store = BenchmarkStore.of(System.getProperty("network", "resnet20-v1"), 1)) {
            for (String settings : args) {
                services.add(Servers.ours(
                        store.home(),
                        settings.isBlank()
                                ? List.of()
                                : List.of(settings.strip().split("\\s+"))));
            }
            Duration warmUp =
                    Duration.ofSeconds(Integer.getInteger("warmup", 15)).dividedBy(levels.size());
            services.forEach(service ->
                    levels.reversed().forEach(callers -> service.server().ask(callers, warmUp)));
            System.out.printf(
                    Locale.ROOT,
                    "%7s %8s %7s %8s %10s %5s  %s%n",
                    "callers",
                    "calls/s",
                    "p50 ms",
                    "p99 ms",
                    "server us",
                    "MB",
                    "settings");
            levels.forEach(callers -> measure(args, services, callers));
        } finally {
            services.forEach(OurService::close);
        }
    }

    private static void measure(String[] settings, List<OurService> services, int callers) {
        List<List<ServingSample>> samples = new ArrayList<>();
        services.forEach(_ -> samples.add(new ArrayList<>()));
        Duration turn = Duration.ofMillis((long) (Double.parseDouble(System.getProperty("seconds", "1")) * 1000));
        for (int round = 0; round < Integer.getInteger("rounds", 5); round++) {
            for (int i = 0; i < services.size(); i++) {
                samples.get(i).add(ServingSample.of(services.get(i).server(), callers, turn));
            }
        }
        for (int i = 0; i < services.size(); i++) {
            ServingSample middle = ServingSample.median(samples.get(i));
            System.out.printf(
                    Locale.ROOT,
                    "%7d %8.0f %7.2f %8.2f %10.0f %5.0f  %s%n",
                    callers,
                    middle.rate(),
                    middle.p50(),
                    middle.p99(),
                    middle.serverMicros(),
                    middle.megabytes(),
                    settings[i]);
        }
    }
}
