package io.resforge.network.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What Linux says about this machine's processor.
 *
 * @param name as the vendor gives it
 * @param features such as {@code avx2}; empty where the system does not say
 */
public record Processor(String name, Set<String> features) {

    /** Those that PyTorch chooses its code by. */
    private static final Set<String> TELLING =
            Set.of("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "asimd", "sve", "bf16");

    private static final String NAMELESS = "this " + System.getProperty("os.arch") + " processor";
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    public Processor {
        features = Set.copyOf(features);
    }

    /** The one of this machine. */
    public static Processor current() {
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

    /** Reads the lines of {@code /proc/cpuinfo}, where x86 has flags and ARM has features; the first core stands for all. */
    static Processor parse(List<String> lines) {
        String name = value(lines, "model name");
        return new Processor(
                name.isEmpty() ? NAMELESS : name,
                Set.of((value(lines, "flags") + value(lines, "Features")).split(" ")));
    }

    /** The features that decide the last bits of a result, in alphabetical order. */
    public List<String> tellingFeatures() {
        return features.stream().filter(TELLING::contains).sorted().toList();
    }

    boolean hasBf16() {
        return features.contains("avx512_bf16");
    }

    private static Processor unknown() {
        return new Processor(NAMELESS, Set.of());
    }

    private static String value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.split(":", 2)[0].strip().equals(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }
}
