package io.resforge.benchmarks.serving;

import io.resforge.benchmarks.serving.server.BenchmarkStore;
import io.resforge.benchmarks.serving.server.OurService;
import io.resforge.benchmarks.serving.server.RunningServer;
import io.resforge.benchmarks.serving.server.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Our service against a Python server with ONNX Runtime, an echo in Go and ONNX Runtime without any server, all in turns. Properties:
 * {@code -Dpython} with what {@code peers/serving/requirements.txt} names, {@code -Decho} (the Go program, built), {@code -Drounds}, {@code -Dseconds} of a turn, {@code -Dwarmup} seconds. An argument is the architecture.
 */
public final class ServingBenchmark {

    private static final List<Integer> CALLERS = List.of(1, 8, 64);

    private ServingBenchmark() {}

    public static void main(String[] args) {
        String architecture = args.length > 0 ? args[0] : "resnet20-v1";
        try (BenchmarkStore store = BenchmarkStore.of(architecture, 1);
                OurService ours = Servers.ours(store.home(), List.of());
                RunningServer grpcio = Servers.grpcio(store.onnx());
                RunningServer echo = Servers.echo()) {
            List<InProcess> bare = bare(store.onnx());
            try {
                measure(new ServingTable(ours.server(), grpcio, echo, bare));
            } finally {
                bare.forEach(InProcess::close);
            }
        }
    }

    private static void measure(ServingTable table) {
        warmUp(table);
        Duration turn = Duration.ofMillis((long) (Double.parseDouble(System.getProperty("seconds", "2")) * 1000));
        for (int round = 0; round < Integer.getInteger("rounds", 3); round++) {
            for (int callers : CALLERS) {
                for (RunningServer server : table.servers()) {
                    table.add(server, callers, ServingSample.of(server, callers, turn));
                }
            }
            table.bare().forEach(contender -> table.add(contender, contender.turn()));
        }
        table.print(CALLERS);
    }

    /** The JVM compiles what is hot for many seconds; the others are ready at once. */
    private static void warmUp(ServingTable table) {
        Duration long_ = Duration.ofSeconds(Integer.getInteger("warmup", 20));
        for (RunningServer server : table.servers()) {
            boolean ours = server == table.servers().getFirst();
            CALLERS.forEach(
                    callers -> server.ask(callers, ours ? long_.dividedBy(CALLERS.size()) : Duration.ofMillis(700)));
        }
        table.bare().forEach(InProcess::turn);
    }

    private static List<InProcess> bare(Path onnx) {
        List<InProcess> contenders = new ArrayList<>();
        for (boolean spinning : List.of(true, false)) {
            for (int batch : List.of(1, 8, 32)) {
                contenders.add(InProcess.start(onnx, batch, 2, spinning));
            }
        }
        contenders.add(InProcess.start(onnx, 1, 1, true));
        return contenders;
    }
}
