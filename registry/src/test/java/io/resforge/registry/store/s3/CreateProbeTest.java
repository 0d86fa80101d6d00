package io.resforge.registry.store.s3;

import static io.resforge.registry.store.s3.S3FaultsTest.bytes;
import static io.resforge.registry.store.s3.S3FaultsTest.error;
import static io.resforge.registry.store.s3.S3FaultsTest.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.resforge.registry.store.StoreFailure;
import io.resforge.registry.store.transfer.StoreTimeouts;
import io.resforge.testing.Fault;
import io.resforge.testing.FaultyProxy;
import io.resforge.testing.S3Server;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateProbeTest {

    private static final int ALWAYS = Integer.MAX_VALUE;
    private static final int LARGE = 20_000_000;

    private String bucket;
    private FaultyProxy network;
    private S3Store healthy;
    private S3Store store;

    @BeforeEach
    void open() throws Exception {
        S3Server server = S3Buckets.openServer();
        bucket = S3Buckets.freshOn(server);
        healthy = S3Buckets.open(bucket, server.endpoint(), StoreTimeouts.USUAL);
        network = FaultyProxy.before(server.endpoint());
        store = S3Buckets.open(bucket, network.endpoint(), StoreTimeouts.USUAL);
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void looksOnceAndLeavesNothingBehind() {
        // When
        store.create("a", bytes("one"));
        long requests = network.requests("probe-");
        store.create("b", bytes("two"));
        // Then
        assertThat(requests).isPositive();
        assertThat(network.requests("probe-")).isEqualTo(requests);
        assertThat(healthy.list("")).containsExactly("a", "b");
    }

    @Test
    void refusesToCreateWhereTheServerIgnoresTheCondition() {
        // Given
        network.harm(ALWAYS, "If-None-Match", new Fault.WithoutHeader("If-None-Match"));
        healthy.put("a", bytes("one"));
        // Then
        assertThatExceptionOfType(StoreFailure.class)
                .isThrownBy(() -> store.create("b", bytes("two")))
                .withMessageContainingAll(
                        "could not create b in the store at s3://",
                        "does not honour If-None-Match: * (it wrote an object a second time");
        assertThatExceptionOfType(StoreFailure.class)
                .isThrownBy(store::requireWritable)
                .withMessageContaining("does not honour If-None-Match");
        assertThat(store.get("a")).hasValue(bytes("one"));
        assertThat(healthy.get("b")).isEmpty();
    }

    @Test
    void refusesToCreateWhereTheConditionIsUnknown() {
        // Given
        network.harm(ALWAYS, "If-None-Match", error(501, "NotImplemented"));
        // Then
        assertThatExceptionOfType(StoreFailure.class)
                .isThrownBy(() -> store.create("b", bytes("two")))
                .withMessageContaining("it answered 501 NotImplemented");
    }

    @ParameterizedTest
    @CsvSource({
        "400, ExpiredToken, the credentials were refused (400 ExpiredToken",
        "400, InvalidToken, the credentials were refused (400 InvalidToken",
        "400, RequestTimeout, the server refused (400 RequestTimeout",
        "501, NotImplemented, the server failed (501 NotImplemented"
    })
    void saysWhatARefusalOfAnotherKindWasAndAsksAgain(int status, String code, String reason) {
        for (int request = 1; request <= 5; request++) {
            // Given: the first, second, … request with the condition is refused once
            S3Store fresh = S3Buckets.open(bucket, network.endpoint(), StoreTimeouts.USUAL);
            int before = request - 1;
            AtomicInteger seen = new AtomicInteger();
            network.harm(before, "If-None-Match", new Fault.Meanwhile(seen::incrementAndGet, null));
            network.harm(1, "If-None-Match", error(status, code));
            String key = "key-" + code + "-" + request;
            // When
            Throwable refused = catchThrowable(() -> fresh.create(key, bytes("one")));
            boolean created = refused == null || fresh.create(key, bytes("one"));
            // Then
            if (refused != null) {
                assertThat(refused).isInstanceOf(StoreFailure.class).hasMessageContaining(reason);
            }
            assertThat(created).as("request %d", request).isTrue();
            assertThat(healthy.get(key)).hasValue(bytes("one"));
        }
    }

    @Test
    void createsALargeObjectInOneRequestWhereOnlyThatIsExclusive() {
        // Given
        network.harm(ALWAYS, "POST", new Fault.WithoutHeader("If-None-Match"));
        byte[] content = random(LARGE);
        // When
        boolean created = store.create("large", content);
        boolean again = store.create("large", random(LARGE + 1));
        // Then
        assertThat(created).isTrue();
        assertThat(again).isFalse();
        assertThat(healthy.get("large").orElseThrow()).isEqualTo(content);
        assertThat(network.requests("/large?uploads")).isZero();
    }

    @Test
    void createsALargeObjectInPartsAndOnlyOnce() {
        // Given
        byte[] content = random(LARGE);
        // When
        boolean created = store.create("large", content);
        boolean again = store.create("large", random(LARGE + 1));
        // Then
        assertThat(created).isTrue();
        assertThat(again).isFalse();
        assertThat(healthy.get("large").orElseThrow()).isEqualTo(content);
        assertThat(network.requests("/large?uploads")).isEqualTo(2);
    }

    @Test
    void knowsItsOwnUploadWhenTheAnswerWasLost() {
        // Given
        store.create("first", bytes("so that the server is known"));
        network.harm(1, "POST /", new Fault.Meanwhile(() -> {}, null)); // the upload's beginning
        network.harm(1, "POST /", new Fault.LostAnswer());
        // Then
        assertThat(store.create("large", random(LARGE))).isTrue();
        assertThat(healthy.get("large").orElseThrow()).isEqualTo(random(LARGE));
    }

    @Test
    void showsNothingOfAnUploadThatFailsAndThrowsItsPartsAway() {
        // Given
        store.create("first", bytes("so that the server is known"));
        network.harm(ALWAYS, "partNumber=2", new Fault.Reset());
        // Then
        assertThatExceptionOfType(StoreFailure.class)
                .isThrownBy(() -> store.create("large", random(LARGE)))
                .withMessageContaining("could not create large");
        assertThat(healthy.get("large")).isEmpty();
        assertThat(network.requests("DELETE")).isPositive();
        assertThat(healthy.create("large", bytes("another"))).isTrue();
    }

    @Test
    void letsWhoeverMayOnlyReadRead() {
        // Given
        healthy.put("a", bytes("one"));
        network.harm(ALWAYS, "PUT", error(403, "AccessDenied"));
        network.harm(ALWAYS, "DELETE", error(403, "AccessDenied"));
        // Then
        assertThat(store.get("a")).hasValue(bytes("one"));
        assertThat(store.list("")).containsExactly("a");
        assertThatExceptionOfType(StoreFailure.class)
                .isThrownBy(() -> store.create("b", bytes("two")))
                .withMessageContainingAll("could not create b", "access is denied", "s3:PutObject");
    }

    @Test
    void findsAServerWritableThatIs() {
        assertThatNoException().isThrownBy(store::requireWritable);
    }
}
