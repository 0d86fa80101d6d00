package io.resforge.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.models.Routing;
import io.resforge.inference.models.Routing.TrafficShare;
import io.resforge.inference.rollout.ModelPolicy.CanaryPolicy.Margins;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whole trials, looked at 600 times, with the margins that are the default. {@code -Dsimulation.trials=2000} makes more of them, and prints
 * what they came to.
 */
class CanarySimulationTest {

    private static final int TRIALS = Integer.getInteger("simulation.trials", 8);
    private static final int LOOKS = 600;

    /** Images of a full batch, and those that wait for a worker where the queue is never empty. */
    private static final int FULL = 32;

    private static final int WAITING = 128;
    private static final Margins MARGINS = new Margins(500, .01, 1.5, 200, .05);

    /** What equal versions go through. */
    enum Weather {
        USUAL(.05, .01, .5, 1, 0),
        EVEN_SHARES(.5, .01, .5, 1, 0),
        TINY_SHARE(.01, .01, .5, 1, 0),
        LARGE_SHARE(.9, .01, .5, 1, 0),
        MANY_FAILURES(.05, .2, .5, 1, 0),
        FEW_FAILURES(.5, .001, .5, 1, 0),
        LONG_TAIL(.5, .01, 1.5, 1, 0),
        ONE_IN_TWENTY_IS_TEN_TIMES_SLOWER(.5, .05, .1, 1, .05),
        ONE_IN_TWO_IS_TEN_TIMES_SLOWER(.05, .05, .1, 1, .5),
        BATCHES_FAIL_AND_STALL(.3, .03, .3, 16, .05),
        BATCHES_AT_EVEN_SHARES(.5, .03, .3, 32, .05);

        private final double share;
        private final double failing;
        private final double spread;
        private final int batch;
        private final double stalls;

        /**
         * @param share of the canary
         * @param failing share of calls that fail, half of them since their callers give up
         * @param spread of the latency's logarithm
         * @param batch most calls that have one fate
         * @param stalls share of batches that take ten times as long
         */
        Weather(double share, double failing, double spread, int batch, double stalls) {
            this.share = share;
            this.failing = failing;
            this.spread = spread;
            this.batch = batch;
            this.stalls = stalls;
        }
    }

    /** How a canary is worse. */
    private record Fault(double times, double failing, double wrong) {
        static final Fault NONE = new Fault(1, 0, 0);
    }

    /** How a trial ended: the canary's calls until the verdict. */
    private record End(Optional<String> reason, int canaryCalls) {}

    /** One trial. */
    private final class Run {
        private final CanaryWatch watch = new CanaryWatch();
        private final Random random;
        private final Weather weather;
        private final Fault fault;
        private final boolean saturated;
        private int canaryCalls;
        private long calls;
        private long batches;

        Run(long seed, Weather weather, Fault fault, boolean saturated) {
            this.saturated = saturated;
            this.random = new Random(seed);
            this.weather = weather;
            this.fault = fault;
            TrafficShare share = new TrafficShare("2", weather.share);
            watch.follow(
                    new Routing("1", List.of(), Map.of(), Optional.of(share), Optional.empty()), Optional.of(MARGINS));
        }

        End end(int perLook) {
            double burst = 0;
            for (int look = 0; look < LOOKS; look++) {
                // Load that doubles and halves over the trial, and bursts that last.
                burst = .9 * burst + .1 * random.nextGaussian();
                double load = Math.exp(Math.sin(look / 95.0) * .7 + burst);
                for (int done = 0; done < perLook; ) {
                    done += saturated ? saturated(load) : batches(load);
                }
                Optional<String> reason = watch.verdict().map(CanaryWatch.Verdict::reason);
                if (reason.isPresent()) {
                    return new End(reason, canaryCalls);
                }
            }
            return new End(Optional.empty(), canaryCalls);
        }

        /** Some calls, each drawn for one of the versions, that are computed in a batch for each version. */
        private int batches(double load) {
            int most = 1 + random.nextInt(weather.batch);
            int ofCanary = 0;
            for (int i = 0; i < most; i++) {
                ofCanary += random.nextDouble() < weather.share ? 1 : 0;
            }
            batch("2", ofCanary, load);
            batch("1", most - ofCanary, load);
            return most;
        }

        private void batch(String version, int size, double load) {
            boolean large = random.nextInt(10) == 0;
            batch(version, size, large ? 64 * size : size, load);
        }

        private void batch(String version, int size, int images, double load) {
            boolean worse = version.equals("2");
            boolean fails = random.nextDouble() < weather.failing * load / 2;
            double stall = random.nextDouble() < weather.stalls ? 10 : 1;
            // A batch takes some time however small it is, so that images of small ones take longer.
            double nanos = (5e6 + 1e6 * images)
                    * load
                    * stall
                    * Math.exp(weather.spread * random.nextGaussian())
                    * (worse ? fault.times : 1);
            batches++;
            for (int i = 0; i < size; i++) {
                calls++;
                canaryCalls += worse ? 1 : 0;
                boolean gaveUp = random.nextDouble() < weather.failing / 2;
                if (fails || gaveUp || worse && random.nextDouble() < fault.failing) {
                    watch.failed(version);
                } else {
                    watch.answered(version, batches, images, (long) nanos);
                }
                watch.fedBack(version, calls, random.nextDouble() >= .1 + (worse ? fault.wrong : 0));
            }
        }

        /**
         * The same where some hundred images always wait: the version with fewer calls has small batches and the other full ones, but for
         * one after each small one, as the queue has it. Their calls have an image each.
         */
        private int saturated(double load) {
            String fewer = weather.share <= .5 ? "2" : "1";
            String more = weather.share <= .5 ? "1" : "2";
            double share = Math.min(weather.share, 1 - weather.share);
            int small = Math.min(FULL, 1 + random.nextInt((int) (WAITING * share) + 1));
            batch(fewer, small, small, load);
            batch(more, small, small, load);
            int done = 2 * small;
            for (double left = small * (1 - share) / share - small; left > random.nextInt(FULL); left -= FULL) {
                batch(more, FULL, FULL, load);
                done += FULL;
            }
            return done;
        }
    }

    @ParameterizedTest
    @EnumSource
    void withdrawsNoEqualVersion(Weather weather) {
        // When
        List<End> ends = trials(weather, Fault.NONE, 20, false);
        // Then: one server withdraws one of 5,000
        assertThat(ends).extracting(End::reason).containsOnly(Optional.empty());
    }

    @ParameterizedTest
    @EnumSource
    void withdrawsNoEqualVersionWhileTheQueueIsNeverEmpty(Weather weather) {
        assertThat(trials(weather, Fault.NONE, 100, true))
                .extracting(End::reason)
                .containsOnly(Optional.empty());
    }

    @Test
    void findsACanaryThatIsTwiceAsSlowWhileTheQueueIsNeverEmpty() {
        assertFound(trials(Weather.USUAL, new Fault(2, 0, 0), 400, true), "times as long", 4_000);
        assertFound(trials(Weather.EVEN_SHARES, new Fault(2, 0, 0), 400, true), "times as long", 25_000);
    }

    @Test
    void findsACanaryThatIsTwiceAsSlow() {
        assertFound(trials(Weather.USUAL, new Fault(2, 0, 0), 400, false), "times as long", 1_000);
        assertFound(trials(Weather.EVEN_SHARES, new Fault(2, 0, 0), 40, false), "times as long", 1_000);
    }

    @Test
    void findsACanaryOfWhichFiveMoreOfAHundredCallsFail() {
        assertFound(trials(Weather.USUAL, new Fault(1, .05, 0), 400, false), "failed", 1_500);
        assertFound(trials(Weather.EVEN_SHARES, new Fault(1, .05, 0), 40, false), "failed", 2_000);
    }

    @Test
    void findsACanaryThatIsWrongFivePointsMoreOften() {
        assertFound(trials(Weather.USUAL, new Fault(1, 0, .05), 400, false), "right by feedback", 3_000);
        assertFound(trials(Weather.EVEN_SHARES, new Fault(1, 0, .05), 40, false), "right by feedback", 5_000);
    }

    private List<End> trials(Weather weather, Fault fault, int perLook, boolean saturated) {
        List<End> ends = new ArrayList<>();
        for (int seed = 0; seed < TRIALS; seed++) {
            ends.add(new Run(seed, weather, fault, saturated).end(perLook));
        }
        print(weather + (saturated ? ", saturated" : ""), fault, ends);
        return ends;
    }

    /**
     * Fails unless the fault was found; of many trials one of 100 may end before.
     *
     * @param within calls of the canary, in 95 of 100 trials
     */
    private static void assertFound(List<End> ends, String how, int within) {
        List<End> found = ends.stream().filter(end -> end.reason().isPresent()).toList();
        assertThat(found).hasSizeGreaterThanOrEqualTo(ends.size() - ends.size() / 100);
        assertThat(found)
                .allSatisfy(end -> assertThat(end.reason().orElseThrow()).contains(how));
        assertThat(calls(ends)[ends.size() * 95 / 100 - 1]).isLessThanOrEqualTo(within);
    }

    /** Of the trials that ended with a verdict, the fewest first. */
    private static int[] calls(List<End> ends) {
        return ends.stream()
                .filter(end -> end.reason().isPresent())
                .mapToInt(End::canaryCalls)
                .sorted()
                .toArray();
    }

    private static void print(String weather, Fault fault, List<End> ends) {
        if (Integer.getInteger("simulation.trials") == null) {
            return;
        }
        int[] calls = calls(ends);
        String when = calls.length == 0
                ? ""
                : ", half within " + calls[calls.length / 2] + " of its calls, 95% within "
                        + calls[calls.length * 95 / 100 - 1];
        System.out.println(weather + ", " + fault + ": " + calls.length + " of " + ends.size() + " withdrawn" + when);
    }
}
