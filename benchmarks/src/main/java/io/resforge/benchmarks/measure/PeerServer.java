package io.resforge.benchmarks.measure;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The contender's side of the protocol that {@code peers/protocol.py} describes. */
public final class PeerServer {

    private PeerServer() {}

    /**
     * Says that this contender is ready and steps when asked to, until its input ends.
     *
     * @param parameters how many numbers the network trains
     */
    public static void serve(Runnable step, String version, long parameters) {
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
        answers.println("ready " + parameters + " " + version);
        try (BufferedReader questions = new BufferedReader(new InputStreamReader(System.in))) {
            String line;
            while ((line = questions.readLine()) != null) {
                answers.println(answer(step, Integer.parseInt(line.substring("step ".length()))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the benchmark went away", e);
        }
    }

    private static String answer(Runnable step, int count) {
        double[] times = new double[count];
        for (int i = 0; i < count; i++) {
            long begun = System.nanoTime();
            step.run();
            times[i] = (System.nanoTime() - begun) / 1e6;
        }
        return Arrays.stream(times).mapToObj(Double::toString).collect(Collectors.joining(" "));
    }
}
