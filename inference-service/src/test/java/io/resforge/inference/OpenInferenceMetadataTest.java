package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.testing.Workplace;
import io.resforge.oip.GRPCInferenceServiceGrpc;
import io.resforge.oip.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.resforge.oip.ModelConfig;
import io.resforge.oip.ModelConfigRequest;
import io.resforge.oip.ModelMetadataRequest;
import io.resforge.oip.ModelMetadataResponse;
import io.resforge.oip.ModelReadyRequest;
import io.resforge.oip.RepositoryIndexRequest;
import io.resforge.oip.RepositoryModelUnloadRequest;
import io.resforge.oip.ServerLiveRequest;
import io.resforge.oip.ServerMetadataRequest;
import io.resforge.oip.ServerReadyRequest;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the server tells clients of the Open Inference Protocol of itself and its models over gRPC. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class OpenInferenceMetadataTest extends RunningService {

    @Test
    void isReadyForWhatIsServedOnly() {
        assertThat(isReady("mnist", "")).isFalse();
        assertThat(isReady("cifar10", "999")).isFalse();
        assertThat(isReady("cifar10", live)).isTrue();
        assertThat(isReady("cifar10", "")).isTrue();
    }

    @Test
    void describesItselfAndItsModels() {
        // Given
        client.awaitOnly(live);
        // Then
        assertThat(stub().serverLive(ServerLiveRequest.getDefaultInstance()).getLive())
                .isTrue();
        assertThat(stub().serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
                .isTrue();
        assertThat(stub().serverMetadata(ServerMetadataRequest.getDefaultInstance())
                        .getExtensionsList())
                .contains("classification");
        ModelMetadataResponse metadata = stub().modelMetadata(
                        ModelMetadataRequest.newBuilder().setName("cifar10").build());
        assertThat(metadata.getVersionsList()).containsExactly(live);
        assertThat(metadata.getPlatform()).isEqualTo("resforge");
        assertThat(metadata.getInputs(0).getDatatype()).isEqualTo("UINT8");
        assertThat(metadata.getInputs(0).getShapeList()).containsExactly(-1L, 32L, 32L, 3L);
        assertThat(metadata.getOutputs(0).getShapeList()).containsExactly(-1L, 10L);
        ModelConfig config = stub().modelConfig(
                        ModelConfigRequest.newBuilder().setName("cifar10").build())
                .getConfig();
        assertThat(config.getMaxBatchSize()).isEqualTo(64);
        assertThat(config.getInput(0).getDimsList()).containsExactly(32L, 32L, 3L);
    }

    @Test
    void listsWhatIsLoadedAndWhatWasRefused() {
        // Given
        client.awaitOnly(live);
        String bad = store.publishWithWrongGolden(FIRST, SECOND);
        store.promote(bad);
        client.awaitRefused(bad);
        // When
        var all = stub().repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
                .getModelsList();
        var ready = stub().repositoryIndex(
                        RepositoryIndexRequest.newBuilder().setReady(true).build())
                .getModelsList();
        // Then
        assertThat(ready).hasSize(1);
        assertThat(all).hasSizeGreaterThan(1).containsAll(ready);
        assertThat(all.get(0).getVersion()).isEqualTo(live);
        assertThat(all.get(0).getState()).isEqualTo("READY");
        assertThat(all.get(1).getVersion()).isEqualTo(bad);
        assertThat(all.get(1).getState()).isEqualTo("UNAVAILABLE");
        assertThat(all.get(1).getReason()).contains("golden");
    }

    @Test
    void saysWhatItCannotDo() {
        StatusRuntimeException refusal =
                catchThrowableOfType(StatusRuntimeException.class, () -> stub().repositoryModelUnload(
                                RepositoryModelUnloadRequest.getDefaultInstance()));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(refusal.getStatus().getDescription()).contains("promotions");
        StatusRuntimeException named = catchThrowableOfType(
                StatusRuntimeException.class, () -> stub().repositoryIndex(RepositoryIndexRequest.newBuilder()
                        .setRepositoryName("other")
                        .build()));
        assertThat(named.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    private boolean isReady(String model, String version) {
        return stub().modelReady(ModelReadyRequest.newBuilder()
                        .setName(model)
                        .setVersion(version)
                        .build())
                .getReady();
    }

    private GRPCInferenceServiceBlockingStub stub() {
        return GRPCInferenceServiceGrpc.newBlockingStub(client.channel()).withDeadlineAfter(60, TimeUnit.SECONDS);
    }
}
