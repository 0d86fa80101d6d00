package io.resforge.spine;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.testing.Fault;
import io.resforge.testing.FaultyProxy;
import io.resforge.testing.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Over an S3 server behind a bad network. */
class FromImagesToAnswersOverS3IT extends FromImagesToAnswers {

    private static final int ALWAYS = Integer.MAX_VALUE;
    private static final S3Server SERVER = server();
    private static final FaultyProxy NETWORK = FaultyProxy.before(SERVER.endpoint());

    @RegisterExtension
    static final Spine spine = Spine.withEmptyStore().with(environment());

    FromImagesToAnswersOverS3IT() {
        super(spine);
    }

    private static S3Server server() {
        try {
            return S3Server.start(
                    Spine.ROOT.resolve("registry/target/s3proxy.jar"), Files.createTempDirectory("resforge-s3"));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>(SERVER.environment());
        variables.put("AWS_ENDPOINT_URL_S3", NETWORK.endpoint().toString());
        variables.put("RESFORGE_STORE", "s3://models/spine");
        return variables;
    }

    @BeforeAll
    static void makeBucket() throws IOException {
        SERVER.makeBucket("models");
        // Closed after the services that use them.
        spine.add(SERVER);
        spine.add(NETWORK);
    }

    @Override
    void worsen() {
        // Nothing of an epoch comes through for a while: training goes on, and catches up.
        NETWORK.harm(9, "PUT .*/epochs/", new Fault.Reset())
                .harm(5, "GET", Fault.Answer.of(503, "<Error><Code>SlowDown</Code></Error>"))
                .harm(5, "PUT", new Fault.LostAnswer())
                .harm(3, "GET .*model\\.safetensors", new Fault.ResetInBody(100_000))
                .harm(2, "PUT .*model\\.safetensors", new Fault.Reset());
    }

    @Override
    void lookFurther() throws Exception {
        assertThat(spine.store()).isEmptyDirectory();
        NETWORK.harm(ALWAYS, "", new Fault.Reset());
        Until.holds("the store is missed", () -> spine.logged().tails().contains("version 2 keeps serving"));
        assertThat(spine.client().inference().model("").getLive().getVersion()).isEqualTo("2");
        assertThat(spine.client()
                        .inference()
                        .classify(SampleImages.encodedFrog())
                        .getModel()
                        .getVersion())
                .isEqualTo("2");
        NETWORK.heal();
        Until.holds(
                "the store is found again", () -> spine.logged().tails().contains("the store can be reached again"));
    }
}
