package io.resforge.inference.api.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.resforge.inference.api.oip.InferAnswer;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor.Floats;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor.Texts;
import io.resforge.inference.api.oip.InferAnswer.RawElements;
import io.resforge.inference.api.oip.InferRequest;
import io.resforge.inference.api.oip.InferRequest.Elements;
import io.resforge.inference.api.oip.InferRequest.InputTensor;
import io.resforge.inference.api.oip.InferRequest.RequestedOutput;
import io.resforge.inference.api.oip.TensorService.VersionStatistics;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.telemetry.CallStatistics.CallTotals;
import io.resforge.inference.telemetry.CallStatistics.Total;
import io.resforge.oip.InferParameter;
import io.resforge.oip.InferStatistics;
import io.resforge.oip.InferTensorContents;
import io.resforge.oip.ModelInferRequest;
import io.resforge.oip.ModelInferRequest.InferInputTensor;
import io.resforge.oip.ModelInferRequest.InferRequestedOutputTensor;
import io.resforge.oip.ModelInferResponse;
import io.resforge.oip.ModelInferResponse.InferOutputTensor;
import io.resforge.oip.ModelStatistics;
import io.resforge.oip.ModelStatisticsResponse;
import io.resforge.oip.ModelStreamInferResponse;
import io.resforge.oip.StatisticDuration;
import java.util.ArrayList;
import java.util.List;

/** Between the Open Inference Protocol's messages and our own types. Inputs are not copied. */
final class TensorMessages {

    private static final String RAW = "raw_input_contents";
    private static final String CLASSIFICATION = "classification";

    private static final String FINAL = "triton_final_response";
    private static final InferParameter TRUE =
            InferParameter.newBuilder().setBoolParam(true).build();
    private static final StatisticDuration NEVER = StatisticDuration.getDefaultInstance();

    private TensorMessages() {}

    /** Whether the elements come as bytes and not in lists. */
    static boolean isRaw(ModelInferRequest request) {
        return request.getRawInputContentsCount() > 0;
    }

    static InferRequest request(ModelInferRequest request) {
        List<InputTensor> inputs = new ArrayList<>(request.getInputsCount());
        if (isRaw(request) && request.getRawInputContentsCount() != request.getInputsCount()) {
            throw new InvalidRequest(
                    RAW,
                    "must be one an input, " + request.getInputsCount() + ", were "
                            + request.getRawInputContentsCount());
        }
        for (int i = 0; i < request.getInputsCount(); i++) {
            InferInputTensor input = request.getInputs(i);
            inputs.add(new InputTensor(
                    input.getName(), input.getDatatype(), input.getShapeList(), elements(request, input, i)));
        }
        List<RequestedOutput> outputs = new ArrayList<>(request.getOutputsCount());
        for (int i = 0; i < request.getOutputsCount(); i++) {
            outputs.add(output(request.getOutputs(i), i));
        }
        return new InferRequest(request.getModelName(), request.getModelVersion(), inputs, outputs);
    }

    private static Elements elements(ModelInferRequest request, InferInputTensor input, int index) {
        if (isRaw(request)) {
            if (input.hasContents()) {
                throw new InvalidRequest(
                        "inputs[" + index + "].contents", "must not be set where there are " + RAW + " too");
            }
            String field = RAW + "[" + index + "]";
            return new Elements.Raw(field, request.getRawInputContents(index).asReadOnlyByteBuffer());
        }
        InferTensorContents contents = input.getContents();
        String field = "inputs[" + index + "].contents.";
        return switch (input.getDatatype()) {
            case "FP32" ->
                new Elements.Numbers(
                        field + "fp32_contents", contents.getFp32ContentsCount(), contents::getFp32Contents);
            case "BYTES" ->
                new Elements.Strings(
                        field + "bytes_contents",
                        contents.getBytesContentsList().stream()
                                .map(ByteString::asReadOnlyByteBuffer)
                                .toList());
            // As for UINT8; any other type is refused later.
            default ->
                new Elements.Numbers(
                        field + "uint_contents",
                        contents.getUintContentsCount(),
                        element -> Integer.toUnsignedLong(contents.getUintContents(element)));
        };
    }

    private static RequestedOutput output(InferRequestedOutputTensor output, int index) {
        InferParameter classes = output.getParametersMap().get(CLASSIFICATION);
        if (classes == null) {
            return new RequestedOutput(output.getName(), 0);
        }
        return switch (classes.getParameterChoiceCase()) {
            case INT64_PARAM -> new RequestedOutput(output.getName(), classes.getInt64Param());
            case UINT64_PARAM -> new RequestedOutput(output.getName(), classes.getUint64Param());
            case BOOL_PARAM, STRING_PARAM, DOUBLE_PARAM, PARAMETERCHOICE_NOT_SET ->
                throw new InvalidRequest(
                        "outputs[" + index + "].parameters." + CLASSIFICATION, "must be a whole number");
        };
    }

    /** @param raw whether the elements go as bytes and not in lists */
    static ModelInferResponse response(InferAnswer answer, String id, boolean raw) {
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

    /** An answer in a stream: the only one to its request, and so the last. */
    static ModelStreamInferResponse streamed(ModelInferResponse answer) {
        return ModelStreamInferResponse.newBuilder()
                .setInferResponse(answer.toBuilder().putParameters(FINAL, TRUE))
                .build();
    }

    /** What a stream tells of a request that failed. */
    static ModelStreamInferResponse refused(String id, String reason) {
        return ModelStreamInferResponse.newBuilder()
                .setErrorMessage(reason)
                .setInferResponse(ModelInferResponse.newBuilder().setId(id).putParameters(FINAL, TRUE))
                .build();
    }

    static ModelStatisticsResponse statistics(List<VersionStatistics> versions) {
        ModelStatisticsResponse.Builder response = ModelStatisticsResponse.newBuilder();
        for (VersionStatistics version : versions) {
            CallTotals calls = version.calls();
            ModelStatistics.Builder statistics = response.addModelStatsBuilder()
                    .setName(version.version().name())
                    .setVersion(version.version().version())
                    .setLastInference(calls.lastMillis())
                    .setInferenceCount(calls.images())
                    .setExecutionCount(calls.batchCount())
                    .setInferenceStats(InferStatistics.newBuilder()
                            .setSuccess(duration(calls.answered()))
                            .setFail(duration(calls.failed()))
                            .setQueue(duration(calls.queue()))
                            .setComputeInput(duration(calls.decode()))
                            .setComputeInfer(duration(calls.compute()))
                            .setComputeOutput(duration(calls.encode()))
                            .setCacheHit(NEVER)
                            .setCacheMiss(NEVER));
            calls.batches().forEach((images, took) -> statistics
                    .addBatchStatsBuilder()
                    .setBatchSize(images)
                    .setComputeInput(NEVER)
                    .setComputeInfer(duration(took))
                    .setComputeOutput(NEVER));
        }
        return response.build();
    }

    private static StatisticDuration duration(Total total) {
        return StatisticDuration.newBuilder()
                .setCount(total.count())
                .setNs(total.nanos())
                .build();
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
