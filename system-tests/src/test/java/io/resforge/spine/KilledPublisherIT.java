package io.resforge.spine;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.benchmarks.kill.StoreAudit;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.store.ObjectStore;
import io.resforge.testing.Fault;
import io.resforge.testing.FaultyProxy;
import io.resforge.testing.S3Server;
import io.resforge.v1.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A worker that is killed after it signed a version, and before it wrote the manifest, over S3. */
class KilledPublisherIT {

    private static final String MODEL = "cifar10";
    private static final String BUCKET = "models";
    private static final String STORE = "s3://" + BUCKET + "/killed";
    private static final Path FOLDER = SigningFiles.create();
    private static final S3Server SERVER =
            S3Server.start(Spine.ROOT.resolve("registry/target/s3proxy.jar"), FOLDER.resolve("s3"));
    private static final FaultyProxy NETWORK = FaultyProxy.before(SERVER.endpoint());

    /** How a process, and this one, finds the server without a variable. */
    private static final Map<String, String> PROPERTIES = Map.of(
            "aws.endpointUrlS3", SERVER.endpoint().toString(),
            "aws.accessKeyId", S3Server.ACCESS_KEY,
            "aws.secretAccessKey", S3Server.SECRET_KEY);

    @RegisterExtension
    static final Spine spine = Spine.withEmptyStore().with(environment());

    private static ObjectStore store;

    private static Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>(SERVER.environment());
        variables.put("AWS_ENDPOINT_URL_S3", NETWORK.endpoint().toString());
        variables.put("RESFORGE_STORE", STORE);
        variables.put("RESFORGE_REQUIRE_SIGNATURE", "true");
        variables.put("RESFORGE_TRUSTED_KEYS", FOLDER.resolve("trusted.pem").toString());
        variables.put("RESFORGE_SIGNING_KEY", FOLDER.resolve("key.pem").toString());
        return variables;
    }

    @BeforeAll
    static void open() throws IOException {
        SERVER.makeBucket(BUCKET);
        // Closed after the services that use them.
        spine.add(SERVER);
        spine.add(NETWORK);
        PROPERTIES.forEach(System::setProperty);
        store = ObjectStore.open(STORE);
    }

    @AfterAll
    static void forget() {
        PROPERTIES.keySet().forEach(System::clearProperty);
    }

    @Test
    void leavesNoHalfVersionAndTheNextAttemptFinishesIt() throws Exception {
        // Given: the manifest, which follows the signature, is held on its way
        StoreAudit audit = new StoreAudit(store, Clock.systemUTC());
        CountDownLatch signed = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        NETWORK.harm(1, "PUT .*/manifest\\.json", new Fault.Meanwhile(() -> hold(signed, killed), new Fault.Reset()));
        spine.startBoth();
        Follow run = Follow.submitted(
                spine.client(), Recipes.seeded(SampleImages.write(spine.home().resolve("sample")), 1));
        audit.accepted(run.id());
        assertThat(signed.await(Until.LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        List<ProcessHandle> workers = spine.workers();
        assertThat(workers).hasSize(1);

        // When: without a control plane nothing begins anew meanwhile
        kill(spine.trainer().handle());
        kill(workers.getFirst());
        killed.countDown();

        // Then
        assertThat(store.list("models/" + MODEL + "/versions/1/"))
                .anyMatch(key -> key.endsWith("/model.sig"))
                .anyMatch(key -> key.endsWith("/model.safetensors"))
                .noneMatch(key -> key.endsWith("/manifest.json"));
        assertThat(new Promotions(store, Clock.systemUTC()).history(MODEL)).isEmpty();
        assertThat(new Checkpoints(store, Clock.systemUTC()).versions(MODEL)).isEmpty();
        assertThat(spine.client().inference().models()).isEmpty();
        assertThat(audit.look()).isEmpty();

        // When
        spine.startTrainer();
        RunResult result = run.awaitVersion();

        // Then: the number that was taken is finished, and its signature holds
        assertThat(result.getVersion()).isEqualTo("1");
        assertThat(result.getPromoted()).isTrue();
        Until.live(spine.client().inference(), "1");
        assertThat(new Checkpoints(store, Clock.systemUTC()).versions(MODEL)).containsExactly("1");
        assertThat(audit.lookAtRest()).isEmpty();
    }

    /** On the proxy's thread. */
    private static void hold(CountDownLatch reached, CountDownLatch until) {
        reached.countDown();
        try {
            if (!until.await(Until.LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the worker was not killed in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void kill(ProcessHandle process) throws Exception {
        process.destroyForcibly();
        process.onExit().get(Until.LONGEST_SECONDS, TimeUnit.SECONDS);
    }
}
