package io.resforge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.models.ColdModel;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.rollout.CanaryWatch;
import io.resforge.inference.rollout.Loader;
import io.resforge.inference.rollout.MemoryBudget;
import io.resforge.inference.rollout.ModelPattern;
import io.resforge.inference.rollout.ModelPolicy;
import io.resforge.inference.rollout.ModelWatch;
import io.resforge.inference.rollout.OnDemandModels;
import io.resforge.inference.rollout.OnDemandModels.ModelHost;
import io.resforge.inference.rollout.OnDemandModels.OnDemandRules;
import io.resforge.inference.rollout.PollSchedule;
import io.resforge.inference.telemetry.OnDemandObserver;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.worker.SimulatedWorker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Servers that serve a thousand models on demand: what they ask of the store, by the virtual clock, also when all models are promoted at once. */
class ManyModelsTest {

    private static final int MODELS = 1000;
    private static final int LOADED = 10;

    /** A request lists a thousand keys at most, as S3 has it. */
    private static final int KEYS_A_REQUEST = 1000;

    /** In a second: the list of promotions, a tenth of the list of models, and a loaded model in turn; a look may come a tenth early. */
    private static final double MOST_IDLE = 1.1 * (1 + .1 + 1);

    /** The same, and four models that get a new version. */
    private static final int MOST_A_RELOAD = 20;

    private static final double MOST_STORM = MOST_IDLE + 1.1 * 4 * MOST_A_RELOAD;

    private final VirtualTime time = new VirtualTime();
    private final SimulatedStore store = new SimulatedStore(time);
    private final Map<Long, Integer> bySecond = new TreeMap<>();
    private final List<DemandServer> servers = new ArrayList<>();
    private List<String> names = List.of();
    private boolean over;

    @Test
    void oneServerAsksForTheSameHoweverManyModelsThereAre() {
        publish();
        servers.add(new DemandServer(0));
        until(30);
        assertThat(servers.getFirst().live()).hasSize(LOADED).containsOnly("1");
        assertThat(perSecond(10, 30)).isBetween(1.0, MOST_IDLE);
        over = true;
    }

    @Test
    void fiveHundredServersFollowAStormOfPromotionsSlowlyEnough() {
        publish();
        for (int i = 0; i < 500; i++) {
            servers.add(new DemandServer(i));
        }
        until(6);
        double idle = perSecond(3, 6);
        // When: all thousand models are promoted at once
        promoteAll();
        until(13);
        // Then
        assertThat(servers)
                .allSatisfy(server -> assertThat(server.live()).hasSize(LOADED).containsOnly("2"));
        assertThat(idle).isBetween(500.0, 500 * MOST_IDLE);
        assertThat(most(6, 13)).isLessThan((int) (500 * MOST_STORM));
        // of two seconds, in one of which all list the models
        assertThat(perSecond(11, 13)).as("it is over").isLessThan(500 * (MOST_IDLE + 1));
        System.out.printf(
                "500 servers with %d of %d models loaded: %.0f requests a second idle, %d in the second of a storm with"
                        + " most, %d because of it in all%n",
                LOADED, MODELS, idle, most(6, 13), (int) (7 * perSecond(6, 13) - 7 * idle));
        over = true;
    }

    /** One version as a worker publishes it, and the same under other names. */
    private void publish() {
        new SimulatedWorker(store, time, () -> {}).publish("run-1", 1);
        new SimulatedWorker(store, time, () -> {}).publish("run-2", 2);
        String prefix = "models/" + Simulation.MODEL + "/versions/";
        Map<String, byte[]> files = new HashMap<>();
        store.list(prefix).forEach(key -> files.put(key, store.get(key).orElseThrow()));
        for (int i = 0; i < MODELS; i++) {
            String model = name(i);
            files.forEach((key, content) -> store.put(
                    key.replace(Simulation.MODEL, model),
                    key.endsWith("/manifest.json") ? renamed(content, model) : content));
            new Promotions(store, time).promote(model, "1", "a test", "operator");
        }
    }

    private static byte[] renamed(byte[] manifest, String model) {
        String text = new String(manifest, StandardCharsets.UTF_8);
        return text.replaceFirst("(\"model\"\\s*:\\s*)\"" + Simulation.MODEL + "\"", "$1\"" + model + "\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void promoteAll() {
        for (int i = 0; i < MODELS; i++) {
            new Promotions(store, time).promote(name(i), "2", "a test", "operator");
        }
    }

    private static String name(int model) {
        return "m-" + model;
    }

    private void until(long second) {
        time.after(Duration.ofSeconds(second).minusNanos(time.nanos()), () -> {});
        while (time.nanos() < Duration.ofSeconds(second).toNanos()) {
            time.next();
        }
    }

    private double perSecond(long begin, long end) {
        return bySecond.entrySet().stream()
                        .filter(second -> second.getKey() >= begin && second.getKey() < end)
                        .mapToInt(Map.Entry::getValue)
                        .sum()
                / (double) (end - begin);
    }

    private int most(long begin, long end) {
        return bySecond.entrySet().stream()
                .filter(second -> second.getKey() >= begin && second.getKey() < end)
                .mapToInt(Map.Entry::getValue)
                .max()
                .orElse(0);
    }

    /** Looks once a second, and is asked for ten models. */
    private final class DemandServer implements ModelHost {

        private final int number;
        private final ObjectStore seen = new Counted();
        private final Loader loader = Server.loader(seen, new SimulatedStore(time), checkpoint -> {}, time);
        private final Map<String, ColdModel> cold = new HashMap<>();
        private final Map<String, ModelSlot> slots = new HashMap<>();

        DemandServer(int number) {
            this.number = number;
            OnDemandModels models = new OnDemandModels(
                    seen,
                    new OnDemandRules(List.of(new ModelPattern("m-*")), 2 * LOADED),
                    this,
                    new MemoryBudget(OptionalLong.empty()),
                    Runnable::run,
                    schedule(),
                    time::nanos,
                    (model, event) -> {},
                    OnDemandObserver.NONE);
            time.start(() -> {
                time.pause(schedule().next(0));
                time.pause(models.look());
                IntStream.range(0, LOADED).forEach(call -> cold.get(name((number + 97 * call) % MODELS))
                        .load()
                        .join()
                        .close());
                while (!over) {
                    time.pause(models.look());
                }
            });
        }

        private PollSchedule schedule() {
            return new PollSchedule(Duration.ofSeconds(1), Duration.ofSeconds(8), new Random(number));
        }

        /** The versions of the models that are loaded. */
        List<String> live() {
            return slots.values().stream()
                    .map(ModelSlot::live)
                    .flatMap(Optional::stream)
                    .map(live -> live.version())
                    .toList();
        }

        @Override
        public boolean serve(String model, ModelSlot slot, ColdModel loads) {
            slots.put(model, slot);
            cold.put(model, loads);
            return true;
        }

        @Override
        public ModelWatch watch(String model, ModelSlot slot) {
            return new ModelWatch(
                    ModelPolicy.champion(model),
                    slot,
                    new CanaryWatch(),
                    seen,
                    loader,
                    schedule(),
                    time,
                    (name, event) -> {});
        }

        @Override
        public String whyNone(String model) {
            return "no version of " + model + " is live";
        }
    }

    /** The store as a server sees it, which counts. */
    private final class Counted implements ObjectStore {

        private void count(int requests) {
            bySecond.merge(time.nanos() / 1_000_000_000, requests, Integer::sum);
        }

        private <T> List<T> counted(List<T> found) {
            count(Math.max(1, Math.ceilDiv(found.size(), KEYS_A_REQUEST)));
            return found;
        }

        @Override
        public boolean create(String key, byte[] content) {
            count(1);
            return store.create(key, content);
        }

        @Override
        public void put(String key, byte[] content) {
            count(1);
            store.put(key, content);
        }

        @Override
        public Optional<byte[]> get(String key) {
            count(1);
            return store.get(key);
        }

        @Override
        public List<String> list(String prefix) {
            return counted(store.list(prefix));
        }

        @Override
        public List<String> folders(String folder) {
            if (names.isEmpty()) {
                names = store.folders(folder); // no model comes later
            }
            return counted(names);
        }

        @Override
        public void delete(String key) {
            count(1);
            store.delete(key);
        }
    }
}
