package io.resforge.registry.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.registry.store.transfer.StoreTimeouts;
import io.resforge.testing.Fault;
import io.resforge.testing.FaultyProxy;
import io.resforge.testing.S3Server;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that is slow, breaks off, fails, or does not do what S3 does. */
class S3FaultsTest {

    private static final int ALWAYS = Integer.MAX_VALUE;
    private static final Duration SOON = Duration.ofSeconds(30);

    private ObjectStore healthy;
    private FaultyProxy network;
    private ObjectStore store;
    /** For what never answers: a busy machine is slow too. */
    private ObjectStore hasty;

    @BeforeEach
    void open() throws Exception {
        S3Server server = S3Buckets.openServer();
        String bucket = S3Buckets.freshOn(server);
        healthy = S3Buckets.open(bucket, server.endpoint(), StoreTimeouts.USUAL);
        network = FaultyProxy.before(server.endpoint());
        store = S3Buckets.open(bucket, network.endpoint(), StoreTimeouts.USUAL);
        hasty = S3Buckets.open(bucket, network.endpoint(), S3Buckets.SHORT);
    }

    @AfterEach
    void close() {
        network.close();
    }

    static Stream<Fault> breaks() {
        return Stream.of(new Fault.Truncation(700_000), new Fault.ResetInBody(700_000));
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void readsOnWhereAConnectionBroke(Fault fault) {
        // Given
        byte[] content = random(3_000_017);
        healthy.put("large", content);
        network.harm(3, "GET", fault);
        // Then
        assertThat(store.get("large").orElseThrow()).isEqualTo(content);
        assertThat(network.requests("Range: bytes=")).isPositive();
    }

    @Test
    void beginsAgainWhenAnotherObjectHasTakenThePlaceOfTheOneThatItReads() {
        // Given
        byte[] second = random(2_500_000);
        healthy.put("large", random(3_000_000));
        network.harm(1, "GET", new Fault.Truncation(1_000_000));
        // Also before one without a range: on a busy machine the connection may break before the first byte is read.
        network.harm(1, "GET", new Fault.Meanwhile(() -> healthy.put("large", second), null));
        // Then
        assertThat(store.get("large").orElseThrow()).isEqualTo(second);
    }

    @Test
    void readsFromTheBeginningWhereRangesAreUnknown() {
        // Given
        byte[] content = random(1_000_000);
        healthy.put("large", content);
        network.harm(1, "GET", new Fault.Truncation(500_000)).harm(1, "Range:", new Fault.WithoutHeader("Range"));
        // Then
        assertThat(store.get("large").orElseThrow()).isEqualTo(content);
    }

    @Test
    void findsNothingWhenTheObjectIsDeletedWhileItIsRead() {
        // Given
        healthy.put("large", random(1_000_000));
        network.harm(1, "GET", new Fault.Truncation(500_000));
        network.harm(1, "Range:", new Fault.Meanwhile(() -> healthy.delete("large"), null));
        // Then
        assertThat(store.get("large")).isEmpty();
    }

    @Test
    void triesAgainWhatAServerFailedToDo() {
        // Given
        network.harm(2, "PUT", error(503, "SlowDown"));
        // When
        store.put("a", bytes("one"));
        network.harm(2, "GET", error(500, "InternalError"));
        // Then
        assertThat(store.get("a")).hasValue(bytes("one"));
    }

    @Test
    void knowsItsOwnWriteWhenTheAnswerWasLost() {
        // Given
        store.create("first", bytes("so that the server is known"));
        network.harm(1, "PUT", new Fault.LostAnswer());
        // When
        boolean created = store.create("a", bytes("one"));
        // Then
        assertThat(network.requests("/a ")).isGreaterThan(1);
        assertThat(created).isTrue();
        assertThat(healthy.create("a", bytes("one"))).isFalse();
    }

    @Test
    void doesNotTakeAnothersEqualWriteForItsOwn() {
        // Given
        store.create("first", bytes("so that the server is known"));
        healthy.create("second", bytes("so that the other writer is not slow to find out"));
        network.harm(1, "PUT", new Fault.Meanwhile(() -> healthy.create("a", bytes("one")), new Fault.Reset()));
        // Then
        assertThat(store.create("a", bytes("one"))).isFalse();
    }

    @Test
    void saysThatItFailedWhenTheServerNeverHeardOfAWrite() {
        // Given
        store.create("first", bytes("so that the server is known"));
        network.harm(ALWAYS, "PUT", new Fault.Reset());
        // Then
        assertFails(() -> hasty.create("a", bytes("one")), "could not create a in the store at s3://");
        assertThat(healthy.get("a")).isEmpty();
    }

    static Stream<Fault> delays() {
        return Stream.of(new Fault.Silence(), new Fault.Trickle(100));
    }

    @ParameterizedTest
    @MethodSource("delays")
    void givesUpOnASlowServer(Fault fault) {
        // Given
        healthy.put("a", random(100_000));
        network.harm(ALWAYS, "GET", fault);
        // Then
        assertTimeoutPreemptively(SOON, () -> assertFails(() -> hasty.get("a"), "could not read a"));
        assertTimeoutPreemptively(SOON, () -> assertFails(() -> hasty.list(""), "could not list"));
    }

    @Test
    void givesUpOnAServerThatTakesNothing() {
        // Given
        network.harm(ALWAYS, "PUT", new Fault.Deafness());
        // Then
        assertTimeoutPreemptively(
                SOON, () -> assertFails(() -> hasty.put("a", random(16_000_000)), "could not write a", "in time"));
    }

    @Test
    void saysSoWhenAListGoesOnForEver() {
        // Given
        String page = "<ListBucketResult><IsTruncated>true</IsTruncated>"
                + "<NextContinuationToken>again</NextContinuationToken></ListBucketResult>";
        network.harm(ALWAYS, "list-type=2", Fault.Answer.of(200, page));
        // Then
        assertFails(() -> store.list(""), "the list goes on, but not how");
    }

    static Fault error(int status, String code) {
        return Fault.Answer.of(status, "<Error><Code>" + code + "</Code><Message>the test said so</Message></Error>");
    }

    static byte[] random(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertFails(ThrowingCallable call, String... parts) {
        assertThatExceptionOfType(StoreFailure.class).isThrownBy(call).withMessageContainingAll(parts);
    }
}
