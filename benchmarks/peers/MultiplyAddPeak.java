import java.io.BufferedReader;
import java.io.InputStreamReader;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * How many fp32 multiply-adds the processor can do at most: chains of them in registers, on all threads, memory untouched. Not a matrix
 * product of PyTorch's, whose library uses half-width vectors on some processors. Answers as protocol.py says, with GFLOP/s (two
 * for each multiply-add) in the place of milliseconds. Run from source:
 *
 * <pre>java --add-modules jdk.incubator.vector benchmarks/peers/MultiplyAddPeak.java THREADS</pre>
 */
public final class MultiplyAddPeak {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;
    private static final int REPEATS = 2_000_000;
    private static volatile float sink;

    private MultiplyAddPeak() {}

    public static void main(String[] args) throws Exception {
        int threads = Integer.parseInt(args[0]);
        for (int i = 0; i < 20; i++) {
            chains(REPEATS / 10);
        }
        System.out.println("ready 0 multiply-adds of " + SPECIES.vectorBitSize() + " bits");
        try (BufferedReader questions = new BufferedReader(new InputStreamReader(System.in))) {
            String line;
            while ((line = questions.readLine()) != null) {
                StringBuilder answer = new StringBuilder();
                for (int i = Integer.parseInt(line.split(" ")[1]); i > 0; i--) {
                    answer.append(gigaflops(threads)).append(' ');
                }
                System.out.println(answer.toString().strip());
            }
        }
    }

    private static double gigaflops(int threads) throws InterruptedException {
        Thread[] workers = new Thread[threads];
        long begun = System.nanoTime();
        for (int t = 0; t < threads; t++) {
            workers[t] = Thread.ofPlatform().start(() -> chains(REPEATS));
        }
        for (Thread worker : workers) {
            worker.join();
        }
        double operations = 2.0 * SPECIES.length() * CHAINS * REPEATS * threads;
        return operations / (System.nanoTime() - begun);
    }

    // Twelve chains hide the latency of four cycles behind two multiply-adds a cycle.
    private static void chains(int repeats) {
        FloatVector x = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector y = FloatVector.broadcast(SPECIES, 0.001f);
        FloatVector a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int n = 0; n < repeats; n++) {
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            i = i.fma(x, y);
            j = j.fma(x, y);
            k = k.fma(x, y);
            l = l.fma(x, y);
        }
        FloatVector sum = a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l);
        sink = sum.lane(0);
    }
}
