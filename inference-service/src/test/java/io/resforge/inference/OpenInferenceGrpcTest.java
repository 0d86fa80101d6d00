package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.testing.ImageFiles;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.inference.testing.Workplace;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.oip.GRPCInferenceServiceGrpc;
import io.resforge.oip.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.resforge.oip.InferParameter;
import io.resforge.oip.InferTensorContents;
import io.resforge.oip.ModelInferRequest;
import io.resforge.oip.ModelInferRequest.InferInputTensor;
import io.resforge.oip.ModelInferResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients of the Open Inference Protocol ask and are answered over gRPC. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class OpenInferenceGrpcTest extends RunningService {

    private static final byte[] PIXELS = TinyNetwork.pixels(7);

    /** Which engine computes depends on the machine and on the number of images; bf16 is the coarsest. */
    private static final Offset<Float> TOLERANCE = within(.05f);

    @Test
    void answersRawPixelsWithRawTensorsOfWhatTheNetworkComputes() {
        // When
        ModelInferResponse response =
                stub().modelInfer(raw(PIXELS).setId("mine").build());
        // Then
        assertThat(response.getModelName()).isEqualTo("cifar10");
        assertThat(response.getModelVersion()).isEqualTo(live);
        assertThat(response.getId()).isEqualTo("mine");
        assertThat(response.getOutputsList())
                .extracting(ModelInferResponse.InferOutputTensor::getName)
                .containsExactly("logits", "probabilities", "label", "prediction_id");
        assertThat(response.getOutputs(0).getShapeList()).containsExactly(1L, 10L);
        assertThat(response.getOutputs(0).hasContents()).isFalse();
        assertThat(floats(response, 0)).containsExactly(FIRST.logits(PIXELS), TOLERANCE);
        assertThat(response.getRawOutputContents(2).substring(4).toStringUtf8())
                .isEqualTo(client.classify(7).getPredictions(0).getClasses(0).getLabel());
        assertThat(response.getParametersMap().get("run_id").getStringParam()).isEqualTo("run-1");
        assertThat(response.getParametersMap().get("sha256").getStringParam()).hasSize(64);
        assertThat(response.getParametersMap().get("dataset_digest").getStringParam())
                .isEqualTo("digest");
    }

    @Test
    void answersListsWithLists() {
        // Given
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (byte pixel : PIXELS) {
            contents.addUintContents(pixel & 0xff);
        }
        // When
        ModelInferResponse response = stub().modelInfer(request("UINT8", contents, 1, 32, 32, 3));
        // Then
        assertThat(response.getRawOutputContentsCount()).isZero();
        assertLogits(response, PIXELS);
        assertThat(response.getOutputs(2).getContents().getBytesContents(0).toStringUtf8())
                .isIn(TinyNetwork.LABELS);
    }

    @Test
    void takesFractionsAndFilesForTheSameImage() {
        // Given
        InferTensorContents.Builder fractions = InferTensorContents.newBuilder();
        for (byte pixel : PIXELS) {
            fractions.addFp32Contents(pixel & 0xff);
        }
        byte[] file = ImageFiles.png(ImageShape.CIFAR, PIXELS);
        InferTensorContents.Builder files =
                InferTensorContents.newBuilder().addBytesContents(ByteString.copyFrom(file));
        // Then
        assertLogits(stub().modelInfer(request("FP32", fractions, 1, 32, 32, 3)), PIXELS);
        assertLogits(stub().modelInfer(request("BYTES", files, 1)), PIXELS);
    }

    @Test
    void answersMoreImagesThanABatchTakesInTheirOrder() {
        // Given
        ByteBuffer pixels = ByteBuffer.allocate(64 * 3072);
        for (int i = 0; i < 64; i++) {
            pixels.put(TinyNetwork.pixels(i));
        }
        // When
        float[] logits = floats(stub().modelInfer(raw(pixels.array()).build()), 0);
        // Then
        assertThat(logits[0]).isNotCloseTo(logits[10 * 21], TOLERANCE);
        for (int i = 0; i < 64; i += 21) {
            float[] alone = floats(stub().modelInfer(raw(TinyNetwork.pixels(i)).build()), 0);
            for (int c = 0; c < 10; c++) {
                assertThat(logits[10 * i + c]).isCloseTo(alone[c], TOLERANCE);
            }
        }
    }

    @Test
    void answersWithTheOutputsThatAreAskedFor() {
        // Given
        ModelInferRequest.Builder request = raw(PIXELS);
        request.addOutputsBuilder().setName("label");
        request.addOutputsBuilder()
                .setName("probabilities")
                .putParameters(
                        "classification",
                        InferParameter.newBuilder().setInt64Param(3).build());
        // When
        ModelInferResponse response = stub().modelInfer(request.build());
        // Then
        assertThat(response.getOutputsList())
                .extracting(ModelInferResponse.InferOutputTensor::getName)
                .containsExactly("label", "probabilities");
        assertThat(response.getOutputs(1).getDatatype()).isEqualTo("BYTES");
        assertThat(response.getOutputs(1).getShapeList()).containsExactly(1L, 3L);
    }

    @Test
    void namesTheFieldThatIsWrong() {
        assertViolation(request -> request.setRawInputContents(0, ByteString.EMPTY), "raw_input_contents[0]");
        assertViolation(request -> request.addRawInputContents(ByteString.EMPTY), "raw_input_contents");
        assertViolation(
                request -> {
                    request.getInputsBuilder(0)
                            .setContents(InferTensorContents.newBuilder().addUintContents(1));
                    return request;
                },
                "inputs[0].contents");
        assertViolation(ModelInferRequest.Builder::clearRawInputContents, "inputs[0].contents.uint_contents");
        assertViolation(
                request -> {
                    request.addOutputsBuilder()
                            .setName("logits")
                            .putParameters(
                                    "classification",
                                    InferParameter.newBuilder()
                                            .setStringParam("3")
                                            .build());
                    return request;
                },
                "outputs[0].parameters.classification");
        assertViolation(
                request -> {
                    request.getInputsBuilder(0)
                            .setDatatype("BYTES")
                            .clearShape()
                            .addShape(1);
                    return request.setRawInputContents(0, ByteString.copyFrom(new byte[] {2, 0, 0, 0, 1, 2}));
                },
                "images[0].encoded");
    }

    @Test
    void saysWhatIsWrongInFewWordsHoweverManyTheClientUses() {
        assertThat(failure(raw(PIXELS).setModelName("x".repeat(20_000)).build()))
                .isEqualTo(Status.Code.NOT_FOUND);
        assertThat(failure(raw(PIXELS).setModelVersion("é".repeat(20_000)).build()))
                .isEqualTo(Status.Code.NOT_FOUND);
        assertViolation(
                request -> {
                    request.getInputsBuilder(0).setName("\u4e00".repeat(20_000));
                    return request;
                },
                "inputs[0].name");
    }

    @Test
    void knowsOnlyWhatIsServed() {
        assertThat(failure(raw(PIXELS).setModelVersion("999").build())).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(failure(raw(PIXELS).setModelVersion("canary").build())).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(failure(raw(PIXELS).setModelName("mnist").build())).isEqualTo(Status.Code.NOT_FOUND);
    }

    private void assertViolation(UnaryOperator<ModelInferRequest.Builder> spoil, String field) {
        StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, () -> stub().modelInfer(
                        spoil.apply(raw(PIXELS)).build()));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(ServiceClient.detail(refusal, BadRequest.class).getFieldViolationsList())
                .extracting(FieldViolation::getField)
                .containsExactly(field);
    }

    private Status.Code failure(ModelInferRequest request) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> stub().modelInfer(request))
                .getStatus()
                .getCode();
    }

    private void assertLogits(ModelInferResponse response, byte[] pixels) {
        List<Float> logits = response.getOutputs(0).getContents().getFp32ContentsList();
        float[] expected = FIRST.logits(pixels);
        assertThat(logits).hasSize(10);
        for (int i = 0; i < 10; i++) {
            assertThat(logits.get(i)).isCloseTo(expected[i], TOLERANCE);
        }
    }

    private static float[] floats(ModelInferResponse response, int output) {
        float[] floats = new float[response.getRawOutputContents(output).size() / Float.BYTES];
        response.getRawOutputContents(output)
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(floats);
        return floats;
    }

    /** A request for images of these pixels. */
    private static ModelInferRequest.Builder raw(byte[] pixels) {
        return ModelInferRequest.newBuilder()
                .setModelName("cifar10")
                .addInputs(InferInputTensor.newBuilder()
                        .setName("images")
                        .setDatatype("UINT8")
                        .addAllShape(List.of(pixels.length / 3072L, 32L, 32L, 3L)))
                .addRawInputContents(ByteString.copyFrom(pixels));
    }

    private static ModelInferRequest request(String datatype, InferTensorContents.Builder contents, long... shape) {
        InferInputTensor.Builder images = InferInputTensor.newBuilder()
                .setName("images")
                .setDatatype(datatype)
                .setContents(contents);
        for (long length : shape) {
            images.addShape(length);
        }
        return ModelInferRequest.newBuilder().addInputs(images).build();
    }

    private GRPCInferenceServiceBlockingStub stub() {
        return GRPCInferenceServiceGrpc.newBlockingStub(client.channel()).withDeadlineAfter(60, TimeUnit.SECONDS);
    }
}
