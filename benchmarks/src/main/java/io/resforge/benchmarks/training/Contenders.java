package io.resforge.benchmarks.training;

import io.resforge.benchmarks.measure.Peer;
import io.resforge.neuralnet.torch.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Starts all who take part for one network.
 *
 * @param peers the folder of the peers' scripts
 * @param python an interpreter with PyTorch
 * @param keras an interpreter with Keras
 * @param jemalloc the library of that allocator
 * @param only which contenders are asked to come, beside our fp32
 */
record Contenders(Path peers, String python, String keras, String jemalloc, int threads, int batch, Pattern only) {

    private static final String OURS = "ResForge";

    /** What our own process sets for itself, for a peer that cannot. */
    private static final Map<String, String> OUR_SETTINGS = Map.of(
            "MALLOC_ARENA_MAX", "1",
            "MALLOC_MMAP_MAX_", "0",
            "MALLOC_TRIM_THRESHOLD_", "2147483647",
            "MALLOC_TOP_PAD_", "67108864",
            "THP_MEM_ALLOC_ENABLE", "1",
            "GOMP_SPINCOUNT", "3000");

    /** Ours in fp32 comes first: it is what the others are compared with. */
    List<Peer> start(String net) {
        List<Peer> all = new ArrayList<>();
        all.add(ours(net, "fp32"));
        if (Precision.fastest() == Precision.BF16) {
            all.add(ours(net, "bf16"));
        }
        all.add(java("DJL Blocks + Trainer", DjlStep.class, net, "plain"));
        all.add(java("DJL Blocks + Trainer, our settings", DjlStep.class, net, "tuned"));
        all.add(torch("PyTorch eager", net, "eager", Map.of()));
        all.add(torch("PyTorch channels-last", net, "channels-last", Map.of()));
        all.add(torch("PyTorch channels-last, our settings", net, "channels-last", OUR_SETTINGS));
        if (Files.exists(Path.of(jemalloc))) {
            all.add(torch("PyTorch channels-last, jemalloc", net, "channels-last", Map.of("LD_PRELOAD", jemalloc)));
        }
        all.add(torch("torch.compile", net, "compile", Map.of()));
        all.add(torch("torch.compile, our settings", net, "compile", OUR_SETTINGS));
        if (Precision.fastest() == Precision.BF16) {
            all.add(torch("PyTorch bf16 autocast, our settings", net, "bf16", OUR_SETTINGS));
            all.add(torch("torch.compile bf16, our settings", net, "compile-bf16", OUR_SETTINGS));
        }
        all.add(python("Keras on TensorFlow", keras, "keras_peer.py", net, "tensorflow", Map.of()));
        all.add(python("Keras on JAX", keras, "keras_peer.py", net, "jax", Map.of()));
        return all;
    }

    /** Its answers are GFLOP/s. */
    Peer peak() {
        return Peer.start(
                "multiply-add peak",
                List.of(
                        javaProgram(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        peers.resolve("MultiplyAddPeak.java").toString(),
                        "" + threads),
                Map.of());
    }

    private Peer ours(String net, String precision) {
        return java(OURS + " " + precision, OurStep.class, net, precision);
    }

    private Peer java(String name, Class<?> main, String net, String variant) {
        List<String> command = List.of(
                javaProgram(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                net,
                variant,
                "" + threads,
                "" + batch);
        return start(name, command, Map.of());
    }

    private Peer torch(String name, String net, String variant, Map<String, String> environment) {
        return python(name, python, "torch_peer.py", net, variant, environment);
    }

    private Peer python(
            String name, String program, String script, String net, String variant, Map<String, String> environment) {
        List<String> command =
                List.of(program, peers.resolve(script).toString(), net, variant, "" + threads, "" + batch);
        return start(name, command, environment);
    }

    private Peer start(String name, List<String> command, Map<String, String> environment) {
        boolean asked = name.equals(OURS + " fp32") || only.matcher(name).find();
        return asked ? Peer.start(name, command, environment) : Peer.absent(name, "not asked for");
    }

    private static String javaProgram() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
