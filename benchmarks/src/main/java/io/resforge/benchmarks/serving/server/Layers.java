package io.resforge.benchmarks.serving.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Attributes each sample of a profile to the layer of the service that its deepest known frame belongs to. */
public final class Layers {

    private static final String OTHER = "other";

    /** From the names of frames to layers; the first that fits a frame counts. */
    private static final Map<String, String> LAYERS = layers();

    private Layers() {}

    private static Map<String, String> layers() {
        Map<String, String> layers = new LinkedHashMap<>();
        layers.put("io/resforge/neuralnet/image/Normaliser", "engine: bytes to floats");
        layers.put("io/resforge/neuralnet/", "engine: TorchScript");
        layers.put("ai/djl/", "engine: TorchScript");
        layers.put("ai/onnxruntime/", "engine: ONNX Runtime");
        layers.put("io/resforge/inference/engine/", "engine");
        layers.put("io/resforge/inference/rollout/", "engine");
        layers.put("io/resforge/inference/batching/", "batcher");
        layers.put("io/resforge/inference/models/", "classify");
        layers.put("io/resforge/inference/classify/", "classify");
        layers.put("io/resforge/inference/api/grpc/", "our gRPC edge");
        layers.put("io/resforge/inference/telemetry/", "our metrics");
        layers.put("io/resforge/inference/", "the rest of ours");
        layers.put("io/quarkus/", "Quarkus' interceptors");
        layers.put("io/smallrye/", "Quarkus' interceptors");
        layers.put("io/vertx/", "Vert.x");
        layers.put("io/micrometer/", "Micrometer");
        layers.put("com/google/protobuf/", "protobuf");
        layers.put("io/resforge/v1/", "protobuf");
        layers.put("io/grpc/netty/", "gRPC's Netty transport");
        layers.put("io/grpc/", "gRPC");
        layers.put("io/netty/handler/codec/http2/", "HTTP/2");
        layers.put("io/netty/handler/", "HTTP/2");
        layers.put("io/netty/", "Netty: sockets and buffers");
        layers.put("sun/nio/ch/", "Netty: sockets and buffers");
        layers.put("CompileBroker", "JIT compiler");
        layers.put("Compile::", "JIT compiler");
        layers.put("VM_Operation", "garbage collection and VM");
        layers.put("VMThread", "garbage collection and VM");
        return layers;
    }

    /** The share of each layer, the largest first. */
    public static Map<String, Double> shares(List<String> stacks) {
        Map<String, Double> weights = new LinkedHashMap<>();
        double total = 0;
        for (String line : stacks) {
            int end = line.lastIndexOf(' ');
            double weight = Double.parseDouble(line.substring(end + 1));
            weights.merge(layer(line.substring(0, end).split(";")), weight, Double::sum);
            total += weight;
        }
        Map<String, Double> shares = new LinkedHashMap<>();
        double all = total;
        weights.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(entry -> shares.put(entry.getKey(), entry.getValue() / all));
        return shares;
    }

    private static String layer(String[] frames) {
        for (int i = frames.length - 1; i >= 0; i--) {
            for (Map.Entry<String, String> layer : LAYERS.entrySet()) {
                if (frames[i].contains(layer.getKey())) {
                    return layer.getValue();
                }
            }
        }
        return OTHER;
    }
}
