package io.resforge.benchmarks.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.benchmarks.serving.server.BenchmarkStore;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The audit finds each kind of damage that it is there for; otherwise rounds that find nothing would say nothing. */
class StoreAuditTest {

    private static final String VERSIONS = "models/cifar10/versions/";
    private static final String PROMOTIONS = "models/cifar10/promotions/";

    private static BenchmarkStore published;
    private static ObjectStore store;

    private final StoreAudit audit = new StoreAudit(store, Clock.systemUTC());

    @BeforeAll
    static void publish() {
        published = BenchmarkStore.of("resnet8-v1", 2);
        published.promoteNext();
        store = ObjectStore.openOrCreate(published.home().resolve("store").toString());
    }

    @AfterAll
    static void delete() {
        published.close();
    }

    @AfterEach
    void findsNothingOnceTheDamageIsMended() {
        assertThat(new StoreAudit(store, Clock.systemUTC()).look()).isEmpty();
    }

    @Test
    void findsNothingInAWholeStore() {
        assertThat(audit.look()).isEmpty();
        assertThat(audit.lookAtRest()).isEmpty();
        assertThat(audit.counts()).contains("2 versions seen whole, 2 promotions");
    }

    @Test
    void findsAVersionWithoutItsWeights() {
        damaged(VERSIONS + "1/model.safetensors", null, "version 1 of cifar10 is listed and not whole");
    }

    @Test
    void findsAFlippedByte() {
        byte[] weights = store.get(VERSIONS + "1/model.safetensors").orElseThrow();
        weights[weights.length / 2] ^= 1;
        damaged(VERSIONS + "1/model.safetensors", weights, "version 1 of cifar10 is listed and not whole");
    }

    @Test
    void findsAPromotionOfWhatNeverWasThere() {
        byte[] other = text(PROMOTIONS + "00000002.json")
                .replace("\"version\" : \"2\"", "\"version\" : \"7\"")
                .replace("\"version\":\"2\"", "\"version\":\"7\"")
                .getBytes(StandardCharsets.UTF_8);
        damaged(PROMOTIONS + "00000002.json", other, "promotion 2 of cifar10 names version 7, which never was whole");
    }

    @Test
    void findsAGapInTheNumbersOfPromotions() {
        damaged(PROMOTIONS + "00000001.json", null, "the promotions of cifar10 are numbered [2]");
    }

    @Test
    void findsAPromotionThatChanged() {
        audit.look();
        byte[] other = text(PROMOTIONS + "00000001.json")
                .replace("a benchmark", "another reason")
                .getBytes(StandardCharsets.UTF_8);
        damaged(PROMOTIONS + "00000001.json", other, "promotions of cifar10 changed");
    }

    @Test
    void findsANumberThatTwoRunsTook() {
        store.put(VERSIONS + "1/run-one", new byte[0]);
        damaged(VERSIONS + "1/run-two", new byte[0], "number cifar10@1 was taken by");
        store.delete(VERSIONS + "1/run-one");
    }

    @Test
    void findsAChampionThatIsBeingRemoved() {
        damaged(
                VERSIONS + "2/removed.json",
                new byte[0],
                "version 2, the champion of cifar10, is gone or being removed");
    }

    @Test
    void findsARunThatWasTakenInAndIsGone() {
        audit.accepted("lost");

        assertThat(audit.look()).containsExactly("run lost was taken in and is gone");
        assertThat(new RunStore(store).end("lost")).isEmpty();
        assertThat(audit.lookAtRest()).contains("run lost never ended");
    }

    @Test
    void findsWhatIsLeftOfADeletedRun() {
        audit.deleted("gone");
        store.put("runs/gone/status.json", new byte[0]);

        assertThat(audit.lookAtRest()).containsExactly("something is left of run gone, which was deleted");

        store.delete("runs/gone/status.json");
    }

    @Test
    void findsAGapInTheAttemptsOfARun() {
        audit.accepted("run-a");
        store.put("runs/run-a/launches/0001.json", new byte[0]);
        store.put("runs/run-a/launches/0003.json", new byte[0]);

        assertThat(audit.look()).contains("the attempts of run run-a are numbered [1, 3]");

        store.delete("runs/run-a/launches/0001.json");
        store.delete("runs/run-a/launches/0003.json");
    }

    /** Writes other bytes, or none, looks, and mends it. */
    private void damaged(String key, byte[] content, String expected) {
        byte[] before = store.get(key).orElse(null);
        write(key, content);
        try {
            assertThat(audit.look()).anySatisfy(found -> assertThat(found).contains(expected));
        } finally {
            write(key, before);
        }
    }

    private static void write(String key, byte[] content) {
        if (content == null) {
            store.delete(key);
        } else {
            store.put(key, content);
        }
    }

    private static String text(String key) {
        return new String(store.get(key).orElseThrow(), StandardCharsets.UTF_8);
    }
}
