package io.resforge.network.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What Linux says about this machine's processor.
 *
 * @param name such as the vendor gives it
 * @param features such as {@code avx2}; empty where the system does not say
 */
record Processor(String name, Set<String> features) {

    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    Processor {
        features = Set.copyOf(features);
    }

    static Processor current() {
        if (!Files.isReadable(CPUINFO)) {
            return unknown();
        }
        try {
            return parse(Files.readAllLines(CPUINFO));
        } catch (IOException e) {
            // Then nothing is known of it, and fp32 is right everywhere.
            return unknown();
        }
    }

    /** Reads the lines of {@code /proc/cpuinfo}; the first core stands for all. */
    static Processor parse(List<String> lines) {
        String name = value(lines, "model name");
        return new Processor(
                name.isEmpty() ? "this processor" : name,
                Set.of(value(lines, "flags").split(" ")));
    }

    boolean hasBf16() {
        return features.contains("avx512_bf16");
    }

    private static Processor unknown() {
        return new Processor("this processor", Set.of());
    }

    private static String value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.split(":", 2)[0].strip().equals(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }
}
