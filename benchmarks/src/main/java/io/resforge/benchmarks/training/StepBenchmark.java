package io.resforge.benchmarks.training;

import io.resforge.benchmarks.measure.Peer;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.Summary;
import io.resforge.neuralnet.resnet.Architecture;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Times a training step (forward, loss, backward, SGD with momentum) against DJL's own blocks and trainer, PyTorch from Python, and
 * Keras, each in a process of its own and all in turns; prints one table a network. From the root of the repository:
 *
 * <pre>
 * ./mvnw -q package -DskipTests -pl benchmarks -am
 * java --enable-native-access=ALL-UNNAMED -cp 'benchmarks/target/*:benchmarks/target/lib/*' \
 *   io.resforge.benchmarks.training.StepBenchmark [NET…]
 * </pre>
 *
 * <p>Without arguments the networks are resnet20-v1, resnet29-v2 and wide-1-1-1-1. Properties, by {@code -D}: {@code python} and
 * {@code keras} (interpreters, python3), {@code jemalloc} (its library), {@code rounds} (8), {@code steps} (4), {@code threads},
 * {@code batch} (128), {@code only} (a regular expression for names of contenders). What is not installed is said to be absent.
 */
public final class StepBenchmark {

    /** A training step costs three forward passes: forward, and the gradients of inputs and weights. */
    private static final int PASSES = 3;

    private static final List<String> NETS = List.of("resnet20-v1", "resnet29-v2", "wide-1-1-1-1");
    private static final int BATCH = Integer.getInteger("batch", 128);

    private StepBenchmark() {}

    public static void main(String[] args) {
        Contenders contenders = new Contenders(
                Path.of(System.getProperty("peers", "benchmarks/peers")),
                System.getProperty("python", "python3"),
                System.getProperty("keras", "python3"),
                System.getProperty("jemalloc", "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2"),
                Integer.getInteger("threads", Runtime.getRuntime().availableProcessors()),
                BATCH,
                Pattern.compile(System.getProperty("only", "")));
        StepRounds race = new StepRounds(4, Integer.getInteger("rounds", 8), Integer.getInteger("steps", 4));
        (args.length > 0 ? List.of(args) : NETS).forEach(net -> measure(net, contenders, race));
    }

    private static void measure(String net, Contenders contenders, StepRounds race) {
        List<Peer> peers = contenders.start(net);
        // An interrupted benchmark must leave no process behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> peers.forEach(Peer::close)));
        try (Peer peak = contenders.peak()) {
            StepTable table = new StepTable(net, BATCH, flops(net));
            System.out.println(table.of(race.run(peers, peak)));
        } finally {
            peers.forEach(Peer::close);
        }
    }

    private static double flops(String net) {
        Graph graph = Architecture.parse(net).graph(ImageShape.CIFAR, 10);
        return (double) Summary.of(graph).flops() * PASSES * BATCH;
    }

    /**
     * What a benchmark prints for one network.
     *
     * @param flops floating-point operations of a step
     */
    record StepTable(String net, int batch, double flops) {

        /** The rows of all contenders and, as the last result, the peak. */
        String of(List<StepRounds.Result> results) {
            StepRounds.Result peak = results.getLast();
            StringBuilder text = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%s, batch %d: %.1f GFLOP a step, %,d parameters%n",
                    net,
                    batch,
                    flops / 1e9,
                    results.getFirst().peer().parameters()));
            text.append(String.format(
                    Locale.ROOT,
                    "peak %.0f GFLOP/s (%s); system load %.1f%n%n",
                    peak.milliseconds(),
                    peak.peer().version(),
                    load()));
            text.append(
                    String.format(
                            Locale.ROOT,
                            "| contender | ms/step | images/s | to ours in fp32 | of the peak | |%n|---|---|---|---|---|---|%n"));
            results.subList(0, results.size() - 1).forEach(result -> text.append(row(result, peak.milliseconds()))
                    .append(System.lineSeparator()));
            return text.toString();
        }

        private String row(StepRounds.Result result, double peak) {
            Peer peer = result.peer();
            if (peer.isAbsent()) {
                return String.format(Locale.ROOT, "| %s | absent | | | | %s |", peer.name(), peer.absence());
            }
            return String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %,.0f | %.2f | %.0f%% | %s |",
                    peer.name(),
                    result.milliseconds(),
                    batch * 1000 / result.milliseconds(),
                    result.ratio(),
                    100 * flops / 1e6 / result.milliseconds() / peak,
                    peer.version());
        }

        private static double load() {
            return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        }
    }
}
