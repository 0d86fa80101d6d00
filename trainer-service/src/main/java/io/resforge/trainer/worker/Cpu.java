package io.resforge.trainer.worker;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The processor, for the manifest: the same seed gives the same bits on the same kind only.
 *
 * @param name as the vendor gives it
 * @param features those that PyTorch chooses its code by
 */
record Cpu(String name, String features) {

    private static final Path CPUINFO = Path.of("/proc/cpuinfo");
    private static final Set<String> TELLING =
            Set.of("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "asimd", "sve", "bf16");

    static Cpu current() {
        try {
            return Files.isReadable(CPUINFO) ? parse(Files.readAllLines(CPUINFO)) : unknown();
        } catch (IOException e) {
            // Only told, never relied on.
            return unknown();
        }
    }

    private static Cpu unknown() {
        return new Cpu(System.getProperty("os.arch"), "");
    }

    /** Reads {@code /proc/cpuinfo}, where x86 has flags and ARM has features; the first core stands for all. */
    static Cpu parse(List<String> lines) {
        String features = Stream.concat(values(lines, "flags"), values(lines, "Features"))
                .limit(1)
                .flatMap(all -> Arrays.stream(all.split(" ")))
                .filter(TELLING::contains)
                .sorted()
                .collect(joining(" "));
        return new Cpu(values(lines, "model name").findFirst().orElse(System.getProperty("os.arch")), features);
    }

    private static Stream<String> values(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.split(":", 2)[0].strip().equals(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip());
    }
}
