package io.resforge.benchmarks.serving;

import io.resforge.benchmarks.measure.Median;
import io.resforge.benchmarks.measure.Peer;
import io.resforge.benchmarks.serving.server.Servers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * ONNX Runtime without any server, in a Python process: what remains if serving cost nothing.
 *
 * @param batch images at once
 */
record InProcess(Peer peer, int batch) implements AutoCloseable {

    private static final int IMAGES_A_TURN = 1600;

    static InProcess start(Path onnx, int batch, int threads, boolean spinning) {
        String name = "in process, batch " + batch + ", " + threads + (threads == 1 ? " thread" : " threads")
                + (spinning ? "" : " that do not spin");
        List<String> command = List.of(
                Servers.python(),
                "benchmarks/peers/serving/in_process.py",
                onnx.toString(),
                Integer.toString(batch),
                Integer.toString(threads),
                spinning ? "1" : "0");
        Peer peer = Peer.start(name, command, Map.of());
        if (peer.isAbsent()) {
            throw new IllegalStateException(name + ": " + peer.absence());
        }
        return new InProcess(peer, batch);
    }

    /** Images a second, and the milliseconds of a batch. */
    Turn turn() {
        double[] times = peer.step(Math.max(10, IMAGES_A_TURN / batch));
        return new Turn(batch * times.length * 1000 / Arrays.stream(times).sum(), Median.of(times));
    }

    /**
     * @param rate images a second
     * @param p50 milliseconds of a batch
     */
    record Turn(double rate, double p50) {}

    @Override
    public void close() {
        peer.close();
    }
}
