package io.resforge.inference.api.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.resforge.inference.api.oip.InferAnswer;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor.Floats;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor.Texts;
import io.resforge.inference.api.oip.InferAnswer.RawElements;
import io.resforge.inference.models.LiveModel;
import io.resforge.oip.InferParameter;
import io.resforge.oip.InferTensorContents;
import io.resforge.oip.ModelInferResponse;
import io.resforge.oip.ModelInferResponse.InferOutputTensor;
import java.util.List;

/** From our own types to the Open Inference Protocol's responses. */
final class TensorResponses {

    private TensorResponses() {}

    /**
     * A response.
     *
     * @param id of the request
     * @param raw whether the elements go as bytes and not in lists
     */
    static ModelInferResponse of(InferAnswer answer, String id, boolean raw) {
        LiveModel model = answer.model();
        ModelInferResponse.Builder response = ModelInferResponse.newBuilder()
                .setModelName(model.name())
                .setModelVersion(model.version())
                .setId(id)
                .putParameters("run_id", text(model.runId()))
                .putParameters("sha256", text(model.sha256()))
                .putParameters("dataset_digest", text(model.datasetDigest()));
        for (OutputTensor output : answer.outputs()) {
            InferOutputTensor.Builder tensor = response.addOutputsBuilder()
                    .setName(output.name())
                    .setDatatype(output.datatype().name())
                    .addAllShape(output.shape());
            if (raw) {
                response.addRawOutputContents(UnsafeByteOperations.unsafeWrap(RawElements.of(output.values())));
            } else {
                tensor.setContents(contents(output.values()));
            }
        }
        return response.build();
    }

    private static InferTensorContents contents(OutputTensor.Values values) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        switch (values) {
            case Floats(float[] numbers) -> {
                for (float number : numbers) {
                    contents.addFp32Contents(number);
                }
            }
            case Texts(List<String> texts) ->
                texts.forEach(text -> contents.addBytesContents(ByteString.copyFromUtf8(text)));
        }
        return contents.build();
    }

    private static InferParameter text(String value) {
        return InferParameter.newBuilder().setStringParam(value).build();
    }
}
