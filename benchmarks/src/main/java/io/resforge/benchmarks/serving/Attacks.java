package io.resforge.benchmarks.serving;

import io.grpc.ManagedChannel;
import io.resforge.benchmarks.serving.attack.Attack;
import io.resforge.benchmarks.serving.attack.AttackList;
import io.resforge.benchmarks.serving.attack.AttackedService;
import io.resforge.benchmarks.serving.attack.FloodAttacks;
import io.resforge.benchmarks.serving.attack.HeadAttacks;
import io.resforge.benchmarks.serving.attack.PictureAttacks;
import io.resforge.benchmarks.serving.attack.Witness;
import io.resforge.benchmarks.serving.load.Connections;
import io.resforge.benchmarks.serving.server.BenchmarkStore;
import io.resforge.benchmarks.serving.server.ClassifyRequests;
import io.resforge.benchmarks.serving.server.OurService;
import io.resforge.benchmarks.serving.server.Servers;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Attacks the packaged service, started with the container's own flags, as strangers may, and tells for each attack whether the service
 * lived, answered for health, and went on answering others in time. Ends with 1 if one of them got through. An argument picks the attacks
 * whose names hold it. Properties: {@code -Dhealth} and {@code -Dcallers}, the longest in milliseconds that health and metrics, and 99%
 * of the others' calls, may take; {@code -Dmegabytes} of the process at most.
 */
public final class Attacks {

    /** As docker/inference.Dockerfile and k8s/base/inference.yaml have it: 40% of 1 GiB. */
    private static final List<String> CONTAINER = List.of(
            "-Xmx410m", "-XX:+ExitOnOutOfMemoryError", "-XX:ActiveProcessorCount=2", "resforge.batching.workers=2");

    private static final long HEALTH_MILLIS = Long.getLong("health", 1_000);
    private static final long CALLERS_MILLIS = Long.getLong("callers", 1_000);
    private static final long MEGABYTES = Long.getLong("megabytes", 1_024);
    private static final long LONGEST_SECONDS = 90;
    private static final double MOST_FAILURES = .01;
    private static final Duration CALM = Duration.ofSeconds(2);
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final int LOOKS = 50;

    private final OurService ours;
    private final AttackedService service;
    private final Witness witness;
    private int fallen;

    private Attacks(OurService ours, AttackedService service, Witness witness) {
        this.ours = ours;
        this.service = service;
        this.witness = witness;
    }

    public static void main(String[] arguments) throws IOException {
        int fallen;
        try (BenchmarkStore store = BenchmarkStore.of("resnet20-v1", 1);
                OurService ours = Servers.ours(store.home(), CONTAINER);
                Connections own = Connections.to(ours.grpc(), 1);
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            ManagedChannel channel = own.channel(0);
            AttackedService service = new AttackedService(ours.http(), ours.grpc(), client, channel);
            try (Witness witness = new Witness(service, ClassifyRequests.ours().getFirst(), picture())) {
                Attacks attacks = new Attacks(ours, service, witness);
                attacks.run(Stream.of(AttackList.all(), FloodAttacks.all(), HeadAttacks.all(), PictureAttacks.all())
                        .flatMap(List::stream)
                        .filter(attack -> arguments.length == 0 || attack.name().contains(arguments[0]))
                        .toList());
                fallen = attacks.fallen;
            }
        }
        System.exit(fallen == 0 ? 0 : 1);
    }

    private void run(List<Attack> attacks) {
        System.out.printf(
                Locale.ROOT,
                "The service lives with %s, health answers within %d ms, 99%% of others' calls within %d ms, %d MB at most%n%n",
                CONTAINER.getFirst(),
                HEALTH_MILLIS,
                CALLERS_MILLIS,
                MEGABYTES);
        row("", "health ms", "callers ms", "failed", "MB", "held", "attackers saw");
        LockSupport.parkNanos(WARM_UP.toNanos());
        witness.lap();
        run(new Attack("none", _ -> {
            LockSupport.parkNanos(CALM.toNanos());
            return "";
        }));
        for (Attack attack : attacks) {
            if (!run(attack)) {
                System.out.println("the service has ended");
                return;
            }
        }
        System.out.printf(Locale.ROOT, "%d of %d attacks got through%n", fallen, attacks.size());
    }

    /** Runs one; false if the service does not live any more. */
    private boolean run(Attack attack) {
        String saw;
        List<String> wrong = new ArrayList<>();
        try (ExecutorService attacker = Executors.newSingleThreadExecutor()) {
            saw = attacker.submit(() -> attack.deed().against(service)).get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            saw = String.valueOf(e.getCause().getMessage());
            wrong.add("the attack itself");
        } catch (TimeoutException | InterruptedException e) {
            saw = "no end within " + LONGEST_SECONDS + " s";
            wrong.add("the attack itself");
        }
        Witness.Seen seen = witness.lap();
        boolean lives = ours.server().process().isAlive();
        if (lives) {
            judge(attack, saw, seen, wrong);
        } else {
            fallen++;
            row(attack.name(), "-", "-", "-", "-", "-", "THE SERVICE HAS ENDED; " + saw);
        }
        return lives;
    }

    private void judge(Attack attack, String saw, Witness.Seen seen, List<String> wrong) {
        double megabytes = ours.server().process().usage().residentMegabytes();
        long held = heldAfterwards();
        long failures = seen.failures().size();
        require(seen.worstHealth().toMillis() <= HEALTH_MILLIS, "health", wrong);
        require(seen.callers().toMillis() <= CALLERS_MILLIS, "callers", wrong);
        require(failures <= MOST_FAILURES * (seen.answered() + failures), "failures " + seen.failures(), wrong);
        require(megabytes <= MEGABYTES, "memory", wrong);
        require(held == 0, "bytes that are still held", wrong);
        fallen += wrong.isEmpty() ? 0 : 1;
        row(
                attack.name(),
                seen.worstHealth().toMillis(),
                seen.callers().toMillis(),
                failures + "/" + (seen.answered() + failures),
                Math.round(megabytes),
                held,
                saw + (wrong.isEmpty() ? "" : " WRONG: " + wrong));
    }

    /** What requests hold once the attack is over; the witness's own calls hold something at times. */
    private long heldAfterwards() {
        long least = Long.MAX_VALUE;
        for (int look = 0; look < LOOKS && least > 0; look++) {
            least = Math.min(least, (long) ours.metric("resforge_inference_held_bytes"));
            LockSupport.parkNanos(CALM.toNanos() / LOOKS);
        }
        return least;
    }

    private static void require(boolean holds, String otherwise, List<String> wrong) {
        if (!holds) {
            wrong.add(otherwise);
        }
    }

    private static void row(Object... cells) {
        System.out.printf(Locale.ROOT, "%-52s %9s %10s %9s %5s %9s  %s%n", cells);
    }

    private static byte[] picture() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "png", file);
        return file.toByteArray();
    }
}
