package io.resforge.inference.engine;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.onnx.OnnxModel;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** Native memory for the images and logits of one call at a time, which ONNX Runtime reads and writes in place. */
final class OnnxBuffers implements AutoCloseable {

    private final OrtEnvironment environment;
    private final Graph graph;
    private final Arena arena = Arena.ofShared();
    private final ByteBuffer images;
    private final FloatBuffer logits;
    /** By number of images, made when they are first needed. */
    private final Tensors[] tensors;

    /** The first images and logits of the buffers as ONNX Runtime's arguments. */
    private record Tensors(Map<String, OnnxTensor> input, Map<String, OnnxTensor> output) {}

    OnnxBuffers(OrtEnvironment environment, Graph graph, int maxBatch) {
        this.environment = environment;
        this.graph = graph;
        this.images = arena.allocate((long) maxBatch * graph.image().bytes()).asByteBuffer();
        this.logits = arena.allocate((long) maxBatch * graph.classes() * Float.BYTES, Float.BYTES)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        this.tensors = new Tensors[maxBatch + 1];
    }

    float[] run(OrtSession session, byte[] pixels, int count) throws OrtException {
        Tensors used = tensors(count);
        images.put(0, pixels);
        try (OrtSession.Result _ = session.run(used.input, used.output)) {
            float[] answer = new float[count * graph.classes()];
            logits.get(0, answer);
            return answer;
        }
    }

    private Tensors tensors(int count) throws OrtException {
        if (tensors[count] == null) {
            long[] shape = {
                count,
                graph.image().height(),
                graph.image().width(),
                graph.image().channels()
            };
            OnnxTensor input = OnnxTensor.createTensor(
                    environment, images.slice(0, count * graph.image().bytes()), shape, OnnxJavaType.UINT8);
            OnnxTensor output = OnnxTensor.createTensor(
                    environment, logits.slice(0, count * graph.classes()), new long[] {count, graph.classes()});
            tensors[count] = new Tensors(Map.of(OnnxModel.INPUT, input), Map.of(OnnxModel.OUTPUT, output));
        }
        return tensors[count];
    }

    @Override
    public void close() {
        for (Tensors made : tensors) {
            if (made != null) {
                made.input.values().forEach(OnnxTensor::close);
                made.output.values().forEach(OnnxTensor::close);
            }
        }
        arena.close();
    }
}
