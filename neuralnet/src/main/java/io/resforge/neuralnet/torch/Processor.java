package io.resforge.neuralnet.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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

    private static final String LIMITED = "limited:";

    private static final String NAMELESS = "this " + System.getProperty("os.arch") + " processor";
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    /** Variables by which one keeps PyTorch's libraries from using all that a processor has. */
    private static final List<String> LIMITS = List.of(
            "ATEN_CPU_CAPABILITY", "DNNL_MAX_CPU_ISA", "MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS", "ONEDNN_MAX_CPU_ISA");

    /** The values of oneDNN's variable that leave it without bf16. */
    private static final Set<String> WITHOUT_BF16 =
            Set.of("SSE41", "AVX", "AVX2", "AVX2_VNNI", "AVX2_VNNI_2", "AVX512_CORE", "AVX512_CORE_VNNI");

    public Processor {
        features = Set.copyOf(features);
    }

    /** The one of this machine, as far as the environment of this process lets PyTorch use it. */
    public static Processor current() {
        if (!Files.isReadable(CPUINFO)) {
            return unknown();
        }
        try {
            return parse(Files.readAllLines(CPUINFO)).within(System.getenv());
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

    /** What is left of it for PyTorch's libraries; each limit is named among the features, since it decides results too. */
    Processor within(Map<String, String> environment) {
        Set<String> left = new TreeSet<>(features);
        LIMITS.stream()
                .filter(environment::containsKey)
                .forEach(name -> left.add(LIMITED + name + "=" + environment.get(name)));
        String most = environment.getOrDefault("ONEDNN_MAX_CPU_ISA", environment.getOrDefault("DNNL_MAX_CPU_ISA", ""));
        if (WITHOUT_BF16.contains(most.toUpperCase(Locale.ROOT))) {
            left.remove("avx512_bf16");
            left.remove("amx_bf16");
        }
        return new Processor(name, left);
    }

    /** The features that decide the last bits of a result, in alphabetical order. */
    public List<String> tellingFeatures() {
        return features.stream()
                .filter(feature -> TELLING.contains(feature) || feature.startsWith(LIMITED))
                .sorted()
                .toList();
    }

    /**
     * Whether it multiplies bytes and adds the products in one instruction (VNNI). Others add pairs of products in 16 bits, which overflow,
     * so that networks of bytes compute something else there.
     */
    public boolean hasByteProducts() {
        return features.contains("avx512_vnni") || features.contains("avx_vnni");
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
