package io.resforge.registry.promotion;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.SimultaneousWriters;
import io.resforge.registry.store.StoreFailure;
import io.resforge.registry.store.s3.S3Buckets;
import io.resforge.testing.Fault;
import io.resforge.testing.FaultyProxy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checkpoints and promotions on an S3 server, also behind a bad network. */
class S3PublishTest {

    private static final int WRITERS = 8;
    private static final int ROUNDS = 10;
    private static final int ALWAYS = Integer.MAX_VALUE;

    private final FaultyProxy network = FaultyProxy.before(S3Buckets.server().endpoint());
    private String bucket;
    private ObjectStore healthy;
    private ObjectStore store;

    @BeforeEach
    void open() throws Exception {
        bucket = S3Buckets.fresh();
        healthy = S3Buckets.open(bucket);
        store = S3Buckets.open(bucket, network.endpoint());
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void givesEachOfEightRacingPromotionsANumberOfItsOwnRoundAfterRound() throws Exception {
        // Given
        for (int i = 0; i < WRITERS; i++) {
            checkpoints(healthy).publish(draft(.5), weights(1));
        }
        List<Promotions> writers = Stream.generate(() -> promotions(S3Buckets.open(bucket)))
                .limit(WRITERS)
                .toList();
        // When
        List<Promotion> made = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            String reason =
                    "race " + round; // asked for again with the same one, the champion's promotion is the answer
            made.addAll(SimultaneousWriters.of(
                    WRITERS, i -> writers.get(i).promote(MODEL, Integer.toString(i + 1), reason, "writer " + i)));
        }
        // Then
        List<Promotion> history = promotions(healthy).history(MODEL);
        assertThat(history).containsExactlyInAnyOrderElementsOf(made);
        assertThat(history)
                .extracting(Promotion::number)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, WRITERS * ROUNDS).boxed().toList());
    }

    static Stream<Arguments> faults() {
        List<Fault> faults = List.of(
                new Fault.Reset(),
                new Fault.LostAnswer(),
                Fault.Answer.of(503, "<Error><Code>SlowDown</Code></Error>"));
        return faults.stream().flatMap(fault -> Stream.of(
                        "claim.json",
                        "model.safetensors",
                        "model.onnx",
                        "bom.cdx.json",
                        "manifest.json",
                        "/promotions/")
                .map(object -> Arguments.of(fault, object)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void showsReadersAWholeVersionOrNone(Fault fault, String object) {
        // Given
        publishAndPromote(store, .8, 1);
        network.harm(ALWAYS, "PUT .*" + object, fault);
        // When
        try {
            publishAndPromote(store, .9, 2);
        } catch (StoreFailure e) {
            assertThat(e).hasMessageContaining("could not ");
        }
        // Then
        Checkpoints seen = checkpoints(healthy);
        Promotion champion = promotions(healthy).champion(MODEL).orElseThrow();
        assertThat(seen.versions(MODEL)).contains("1", champion.version());
        seen.versions(MODEL).forEach(version -> assertThat(
                        seen.fetch(MODEL, version).weights().parameters())
                .isEqualTo(weights(Integer.parseInt(version)).parameters()));
    }

    @Test
    void takesNoNumberTwiceOverAListThatIsStale() {
        // Given
        IntStream.rangeClosed(1, 3).forEach(i -> publishAndPromote(store, .5 + i / 10.0, i));
        String nothing = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";
        network.harm(2, "list-type=2", Fault.Answer.of(200, nothing));
        // When
        String version = checkpoints(store).publish(draft(.95), weights(4)).version();
        Promotion promotion = promotions(store).promote(MODEL, version, "the best", "test");
        // Then
        assertThat(version).isEqualTo("4");
        assertThat(promotion.number()).isEqualTo(4);
        assertThat(promotions(healthy).history(MODEL))
                .extracting(Promotion::version)
                .containsExactly("1", "2", "3", "4");
    }

    private static void publishAndPromote(ObjectStore store, double accuracy, long seed) {
        String version =
                checkpoints(store).publish(draft(accuracy), weights(seed)).version();
        promotions(store).promoteIfBetter(MODEL, version, "trainer");
    }

    private static Checkpoints checkpoints(ObjectStore store) {
        return new Checkpoints(store, Clock.systemUTC());
    }

    private static Promotions promotions(ObjectStore store) {
        return new Promotions(store, Clock.systemUTC());
    }
}
