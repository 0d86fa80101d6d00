package io.resforge.spine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.resforge.client.ResForgeClient;
import io.resforge.client.Versions;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.GetVersionResponse;
import io.resforge.v1.ListVersionsRequest;
import io.resforge.v1.ListVersionsResponse;
import io.resforge.v1.Model;
import io.resforge.v1.Promotion;
import io.resforge.v1.RegistryServiceGrpc;
import io.resforge.v1.Version;
import io.resforge.v1.WatchChampionRequest;
import io.resforge.v1.WatchChampionResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people and platforms see of published versions and of the one that is served. */
class ServedVersionsIT {

    private static final int MANY_CALLS = 4000;

    @RegisterExtension
    static final Spine spine = Spine.withTrainedStore();

    private static Probes inference;
    private static Probes trainer;

    @BeforeAll
    static void start() {
        spine.startBoth();
        inference = spine.add(new Probes(spine.inference()));
        trainer = spine.add(new Probes(spine.trainer()));
        Until.model(spine.client().inference(), "a version is live", model -> true);
    }

    @Test
    void followsPromotionsAndRollbacksByHand() {
        ResForgeClient client = spine.client();
        Versions versions = client.versions();
        String before = versions.get("", "").getVersion().getVersion();
        String other = before.equals("1") ? "2" : "1";
        Iterator<WatchChampionResponse> champions = RegistryServiceGrpc.newBlockingStub(trainer.channel())
                .withDeadlineAfter(Until.LONGEST_SECONDS, TimeUnit.SECONDS)
                .watchChampion(WatchChampionRequest.getDefaultInstance());
        Promotion first = champions.next().getPromotion();

        Promotion byHand = versions.promote("", other, "looks better to me", "Ada");
        Model afterPromotion = Until.live(client.inference(), other);
        Promotion rollback = versions.rollback("", "it does not", "Ada");
        Model afterRollback = Until.live(client.inference(), before);

        assertThat(first.getVersion()).isEqualTo(before);
        assertThat(champions.next().getPromotion()).isEqualTo(byHand);
        assertThat(champions.next().getPromotion()).isEqualTo(rollback);
        assertThat(byHand.getNumber()).isEqualTo(first.getNumber() + 1);
        assertThat(byHand.getPreviousVersion()).isEqualTo(before);
        assertThat(byHand.getPromotedBy()).isEqualTo("Ada (unverified)");
        assertThat(rollback.getVersion()).isEqualTo(before);
        assertThat(afterPromotion.getPromotion()).isEqualTo(byHand.getNumber());
        assertThat(afterRollback.getPromotion()).isEqualTo(rollback.getNumber());
        ClassifyResponse answer = client.inference().classify(SampleImages.rawFrog());
        assertThat(answer.getModel()).isEqualTo(afterRollback.getLive());
    }

    @Test
    void listsVersionsWithTheDigestsOfTheirFiles() throws Exception {
        List<Version> versions = spine.client().versions().list("", 10);

        assertThat(versions).extracting(Version::getVersion).containsExactly("2", "1");
        assertThat(versions).filteredOn(Version::getChampion).hasSize(1);
        for (Version version : versions) {
            GetVersionResponse one = spine.client().versions().get("cifar10", version.getVersion());
            assertThat(one.getVersion().getDecision()).contains("held-out accuracy");
            assertThat(one.getVersion().toBuilder().clearDecision().build()).isEqualTo(version);
            assertThat(one.getManifestJson()).contains(version.getSha256(), version.getRunId());
            assertThat(version.getSha256()).isEqualTo(digestOf(version));
            assertThat(version.getArchitecture()).isEqualTo("resnet8-v1");
            assertThat(version.getHeldOutAccuracy()).isBetween(0.0, 1.0);
        }
    }

    /** A framework that loses one event in some thousands leaves a call without an answer. */
    @Test
    void answersEveryOneOfManyCallsAtOnce() {
        RegistryServiceGrpc.RegistryServiceFutureStub stub = RegistryServiceGrpc.newFutureStub(trainer.channel())
                .withDeadlineAfter(Until.LONGEST_SECONDS, TimeUnit.SECONDS);

        List<ListenableFuture<ListVersionsResponse>> answers = IntStream.range(0, MANY_CALLS)
                .mapToObj(call -> stub.listVersions(ListVersionsRequest.getDefaultInstance()))
                .toList();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.get().getVersionsCount())
                .isEqualTo(2));
    }

    private static String digestOf(Version version) throws Exception {
        byte[] file = Files.readAllBytes(
                spine.store().resolve("models/cifar10/versions/" + version.getVersion() + "/model.safetensors"));
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    }

    @Test
    void describesTheServedModel() {
        Model model = spine.client().inference().model("cifar10");
        Version version =
                spine.client().versions().get("", model.getLive().getVersion()).getVersion();

        assertThat(spine.client().inference().models()).hasSize(1);
        assertThat(model.getArchitecture()).isEqualTo(version.getArchitecture());
        assertThat(model.getLabelsList()).isEqualTo(version.getLabelsList());
        assertThat(model.getParameterCount()).isEqualTo(version.getParameterCount());
        assertThat(model.getHeldOutAccuracy()).isEqualTo(version.getHeldOutAccuracy());
    }

    @Test
    void tellsByReflectionWhatBothServicesOffer() throws Exception {
        assertThat(inference.services()).contains("resforge.v1.InferenceService", "grpc.health.v1.Health");
        assertThat(trainer.services())
                .contains("resforge.v1.TrainerService", "resforge.v1.RegistryService", "grpc.health.v1.Health");
    }

    @Test
    void isHealthyOnceAModelIsLive() throws Exception {
        assertThat(inference.health("")).isEqualTo(ServingStatus.SERVING);
        assertThat(inference.health("resforge.v1.InferenceService")).isEqualTo(ServingStatus.SERVING);
        assertThat(trainer.health("")).isEqualTo(ServingStatus.SERVING);
        assertThat(inference.get("/q/health/ready").statusCode()).isEqualTo(200);
        assertThat(trainer.get("/q/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void measuresCallsReloadsAndWhichModelIsLive() throws Exception {
        spine.client().inference().classify(SampleImages.encodedFrog());
        Model model = spine.client().inference().model("");

        assertThat(metric("grpc_server_processing_duration_seconds_bucket")).anySatisfy(line -> assertThat(line)
                .contains("method=\"Classify\"", "statusCode=\"OK\"", "le=\"0.01\""));
        assertThat(metric("resforge_model_info")).singleElement().satisfies(line -> assertThat(line)
                .contains(model.getLive().getSha256(), model.getLive().getRunId())
                .endsWith(" 1.0"));
        assertThat(metric("resforge_model_reload_total"))
                .anySatisfy(line -> assertThat(line).contains("result=\"live\"", "reason=\"promotion\""));
        assertThat(metric("resforge_model_load_duration_seconds_count")).isNotEmpty();
        assertThat(metric("resforge_inference_batch_size_bucket")).isNotEmpty();
    }

    private static List<String> metric(String name) throws IOException, InterruptedException {
        return inference.metrics(name);
    }
}
