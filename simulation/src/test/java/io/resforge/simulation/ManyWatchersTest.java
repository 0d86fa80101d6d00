package io.resforge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.rollout.CanaryWatch;
import io.resforge.inference.rollout.Loader;
import io.resforge.inference.rollout.ModelPolicy;
import io.resforge.inference.rollout.ModelPolicy.VersionPolicy;
import io.resforge.inference.rollout.ModelWatch;
import io.resforge.inference.rollout.PollSchedule;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.worker.SimulatedWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Five hundred servers that begin at one moment and follow one model: what they ask of the store, by the virtual clock. */
class ManyWatchersTest {

    private static final int WATCHERS = 500;
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(8);

    /** A look without anything new, and what a server asks for once there is. */
    private static final int MOST_A_LOOK = 4;

    private static final int MOST_A_LOAD = 20;

    private final VirtualTime time = new VirtualTime();
    private final SimulatedStore store = new SimulatedStore(time);
    private final Map<Long, Integer> requests = new TreeMap<>();
    private final List<ModelSlot> slots = new ArrayList<>();
    private boolean gone;
    private boolean over;

    @Test
    void askForLittleAndNotAllAtOnce() {
        publish(1);
        for (int i = 0; i < WATCHERS; i++) {
            watch(i);
        }
        until(20);
        assertThat(live()).containsOnly("1");

        // When: nothing happens
        int idle = between(15, 20);
        // Then
        assertThat(idle).isBetween(5 * WATCHERS, 6 * WATCHERS * MOST_A_LOOK);
        assertThat(most(15, 20)).as("within a tenth of a second").isLessThan(3 * idle / 50);

        // When
        publish(2);
        until(22);
        // Then
        assertThat(live()).containsOnly("2");
        assertThat(between(20, 22)).isLessThan(WATCHERS * (MOST_A_LOAD + 2 * MOST_A_LOOK));
        assertThat(most(20, 22)).as("within a tenth of a second").isLessThan(between(20, 22) / 5);

        // When: the store is gone, and comes back
        gone = true;
        until(52);
        gone = false;
        until(63);
        // Then
        assertThat(between(42, 52)).as("ten seconds of an outage").isLessThan(idle);
        assertThat(between(61, 63)).as("all are back").isGreaterThan(3 * WATCHERS / 2);
        assertThat(most(52, 63)).as("within a tenth of a second").isLessThan(3 * idle / 50);

        System.out.printf(
                "%d servers: %d requests a second idle, %d in a tenth at most; %d within 2 s of a promotion, %d in a tenth at"
                        + " most; %d in the last 10 s of an outage; %d in a tenth at most when it is over%n",
                WATCHERS, idle / 5, most(15, 20), between(20, 22), most(20, 22), between(42, 52), most(52, 63));
        over = true;
    }

    private void publish(int version) {
        new SimulatedWorker(store, time, () -> {}).publish("run-" + version, version);
        new Promotions(store, time).promote(Simulation.MODEL, Integer.toString(version), "a test", "operator");
    }

    private void watch(int number) {
        ModelSlot slot = new ModelSlot(() -> .5);
        slots.add(slot);
        ObjectStore seen = new Counted();
        Loader loader = Server.loader(seen, new SimulatedStore(time), checkpoint -> {}, time);
        ModelWatch watch = new ModelWatch(
                new ModelPolicy(
                        Simulation.MODEL,
                        VersionPolicy.parse("champion"),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty()),
                slot,
                new CanaryWatch(),
                seen,
                loader,
                new PollSchedule(INTERVAL, LONGEST, new Random(number)),
                time,
                (model, event) -> {});
        time.start(() -> {
            while (!over) {
                time.pause(watch.look());
            }
        });
    }

    private void until(long second) {
        time.after(Duration.ofSeconds(second).minusNanos(time.nanos()), () -> {});
        while (time.nanos() < Duration.ofSeconds(second).toNanos()) {
            time.next();
        }
    }

    private List<String> live() {
        return slots.stream()
                .map(slot -> slot.live().map(LiveModel::version).orElse("none"))
                .toList();
    }

    /** Requests between two seconds. */
    private int between(long begin, long end) {
        return requests.entrySet().stream()
                .filter(tenth -> tenth.getKey() >= 10 * begin && tenth.getKey() < 10 * end)
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** Of all tenths of a second between two seconds, the requests of the one that has most. */
    private int most(long begin, long end) {
        return requests.entrySet().stream()
                .filter(tenth -> tenth.getKey() >= 10 * begin && tenth.getKey() < 10 * end)
                .mapToInt(Map.Entry::getValue)
                .max()
                .orElse(0);
    }

    /** The store as a server sees it, which counts. */
    private final class Counted implements ObjectStore {

        private ObjectStore asked() {
            requests.merge(time.nanos() / 100_000_000, 1, Integer::sum);
            if (gone) {
                throw new StoreFailure("could not reach the store");
            }
            return store;
        }

        @Override
        public boolean create(String key, byte[] content) {
            return asked().create(key, content);
        }

        @Override
        public void put(String key, byte[] content) {
            asked().put(key, content);
        }

        @Override
        public Optional<byte[]> get(String key) {
            return asked().get(key);
        }

        @Override
        public List<String> list(String prefix) {
            return asked().list(prefix);
        }

        @Override
        public void delete(String key) {
            asked().delete(key);
        }
    }
}
