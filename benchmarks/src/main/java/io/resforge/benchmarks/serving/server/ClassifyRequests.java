package io.resforge.benchmarks.serving.server;

import com.google.protobuf.ByteString;
import io.resforge.benchmarks.serving.load.Request;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.Image;
import io.resforge.v1.InferenceServiceGrpc;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What servers are asked: to classify one image of random pixels. */
public final class ClassifyRequests {

    private static final int DIFFERENT = 8;

    private ClassifyRequests() {}

    /** To our own service. */
    public static List<Request> ours() {
        return images().map(ClassifyRequests::ours).toList();
    }

    /** To our own service, to classify an image. */
    public static ClassifyRequest classify(byte[] pixels) {
        return ClassifyRequest.newBuilder()
                .addImages(Image.newBuilder().setRaw(ByteString.copyFrom(pixels)))
                .build();
    }

    /** To our own service, with an image that has too few pixels. */
    public static Request bad() {
        return ours(new byte[ImageShape.CIFAR.bytes() - 1]);
    }

    /** To our own service, with a file that begins as a PNG and is none. */
    public static Request damaged() {
        byte[] file = "\u0089PNG\r\n\u001a\n and then nothing of it".getBytes(StandardCharsets.ISO_8859_1);
        return ours(ClassifyRequest.newBuilder()
                .addImages(Image.newBuilder().setEncoded(ByteString.copyFrom(file)))
                .build());
    }

    /** To our own service, about a model that it does not have. */
    public static Request ofAnUnknownModel() {
        return ours(classify(new byte[ImageShape.CIFAR.bytes()]).toBuilder()
                .setModel("unknown")
                .build());
    }

    /** To our own service, about a model. */
    public static Request of(String model) {
        return ours(classify(images().findFirst().orElseThrow()).toBuilder()
                .setModel(model)
                .build());
    }

    /** To a server whose message is the pixels themselves. */
    static List<Request> pixels(String method) {
        return images().map(pixels -> Request.of(method, pixels)).toList();
    }

    private static Request ours(byte[] pixels) {
        return ours(classify(pixels));
    }

    private static Request ours(ClassifyRequest request) {
        return Request.of(InferenceServiceGrpc.getClassifyMethod().getFullMethodName(), request.toByteArray());
    }

    private static java.util.stream.Stream<byte[]> images() {
        return IntStream.range(0, DIFFERENT).mapToObj(seed -> {
            byte[] pixels = new byte[ImageShape.CIFAR.bytes()];
            new Random(seed).nextBytes(pixels);
            return pixels;
        });
    }
}
