package io.resforge.registry.store.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpsServer;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.registry.store.StoreLocation;
import io.resforge.registry.store.transfer.StoreTimeouts;
import io.resforge.testing.Fault;
import io.resforge.testing.FaultyProxy;
import io.resforge.testing.PrivateAuthority;
import io.resforge.testing.StaticSite;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HttpStoreTest {

    private static final int ALWAYS = Integer.MAX_VALUE;
    private static final StoreTimeouts SHORT = new StoreTimeouts(
            Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(3));

    private final StaticSite site = StaticSite.start();
    private final FaultyProxy network = FaultyProxy.before(site.address());
    private final ObjectStore store = store(network.endpoint() + "/some/folder/");
    /** For what never answers: a busy machine is slow too. */
    private final ObjectStore hasty = store(network.endpoint() + "/some/folder/", SHORT);

    @AfterEach
    void close() {
        network.close();
        site.close();
    }

    private static ObjectStore store(String address) {
        return store(address, StoreTimeouts.USUAL);
    }

    private static ObjectStore store(String address, StoreTimeouts timeouts) {
        return new HttpStore((StoreLocation.Site) StoreLocation.parse(address), Optional.empty(), timeouts);
    }

    @Test
    void readsWhatIsThere() {
        // Given
        site.put("/some/folder/a/b.json", bytes("one"));
        site.put("/some/folder/empty", new byte[0]);
        // Then
        assertThat(store.get("a/b.json")).hasValue(bytes("one"));
        assertThat(store.get("empty")).hasValue(new byte[0]);
        assertThat(store.get("a/c.json")).isEmpty();
        assertThat(store).hasToString(network.endpoint() + "/some/folder");
    }

    @Test
    void opensAnAddressAsAStoreThatHasNoLists() {
        // Given
        site.put("/store/a", bytes("one"));
        // When
        ObjectStore opened = ObjectStore.open(site.address() + "/store");
        // Then
        assertThat(opened.get("a")).hasValue(bytes("one"));
        assertThat(opened.hasLists()).isFalse();
    }

    static Stream<Fault> breaks() {
        return Stream.of(new Fault.Truncation(300_000), new Fault.ResetInBody(300_000));
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void readsOnWhereAConnectionBroke(Fault fault) {
        // Given
        byte[] content = new byte[1_000_003];
        new Random(3).nextBytes(content);
        site.put("/some/folder/large", content);
        network.harm(3, "GET", fault);
        // Then
        assertThat(store.get("large").orElseThrow()).isEqualTo(content);
        assertThat(network.requests("Range: bytes=")).isPositive();
    }

    @Test
    void beginsAgainWhenTheObjectWasReplaced() {
        // Given
        byte[] second = bytes("2".repeat(400_000));
        site.put("/some/folder/large", bytes("1".repeat(500_000)));
        network.harm(1, "GET", new Fault.Truncation(200_000));
        network.harm(1, "Range:", new Fault.Meanwhile(() -> site.put("/some/folder/large", second), null));
        // Then
        assertThat(store.get("large")).hasValue(second);
    }

    @Test
    void triesAgainWhatAServerFailedToDo() {
        // Given
        site.put("/some/folder/a", bytes("one"));
        network.harm(2, "GET", Fault.Answer.of(503, "busy")).harm(1, "GET", new Fault.Reset());
        // Then
        assertThat(store.get("a")).hasValue(bytes("one"));
    }

    static Stream<Fault> delays() {
        return Stream.of(new Fault.Silence(), new Fault.Trickle(100), Fault.Answer.of(503, "busy"));
    }

    @ParameterizedTest
    @MethodSource("delays")
    void givesUpOnAServerThatIsSlowOrBusy(Fault fault) {
        // Given
        site.put("/some/folder/a", new byte[100_000]);
        network.harm(ALWAYS, "GET", fault);
        // Then
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertFails(() -> hasty.get("a"), "could not read a in the store at http://127.0.0.1"));
    }

    @Test
    void saysThatTheServerIsGoneRatherThanEmpty() {
        // Given
        network.close();
        // Then
        assertFails(() -> store.get("a"), "could not read a", "cannot be connected to");
    }

    @Test
    void takesARefusalForAMissingObjectOnceItHasReadOne() {
        // Given
        site.sayOfMissing(403);
        assertFails(() -> store.get("b"), "access is denied (403)");
        site.put("/some/folder/a", bytes("one"));
        // When
        store.get("a");
        // Then
        assertThat(store.get("b")).isEmpty();
    }

    @Test
    void sendsTheQueryAndShowsItToNobody() {
        // Given
        site.put("/a", bytes("one"));
        ObjectStore signed = store(site.address() + "?token=s3cret&v=1");
        // Then
        assertThat(signed.get("a")).hasValue(bytes("one"));
        assertThat(site.requests()).last().isEqualTo(URI.create("/a?token=s3cret&v=1"));
        assertThat(signed.toString()).doesNotContain("s3cret").endsWith("?…");
        assertFails(() -> signed.put("a", bytes("x")), "can only be read");
    }

    @Test
    void trustsAPrivateAuthorityOnceItIsNamed(@TempDir Path folder) throws Exception {
        // Given
        PrivateAuthority authority = PrivateAuthority.in(folder);
        HttpsServer server = authority.server();
        try (StaticSite secure = StaticSite.over(server)) {
            secure.put("/a", bytes("one"));
            String address = "https://127.0.0.1:" + server.getAddress().getPort();
            StoreLocation.Site location = (StoreLocation.Site) StoreLocation.parse(address);
            // Then
            assertFails(() -> store(address).get("a"), "TLS failed", "RESFORGE_S3_CA_FILE");
            assertThat(new HttpStore(location, Optional.of(authority.certificate()), StoreTimeouts.USUAL).get("a"))
                    .hasValue(bytes("one"));
        }
    }

    @Test
    void canOnlyBeRead() {
        assertFails(() -> store.create("a", bytes("x")), "could not create a", "can only be read");
        assertFails(() -> store.put("a", bytes("x")), "could not write a", "s3://bucket/prefix");
        assertFails(() -> store.delete("a"), "could not delete a");
        assertFails(() -> store.list("a/"), "could not list the keys a/*", "plain HTTP has no lists");
        assertFails(() -> ObjectStore.openOrCreate("https://example.org/store"), "can only be read");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static void assertFails(ThrowingCallable call, String... parts) {
        assertThatExceptionOfType(StoreFailure.class).isThrownBy(call).withMessageContainingAll(parts);
    }
}
