package io.resforge.training.quantisation;

import ai.djl.util.Utils;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.onnx.OnnxLibrary;
import io.resforge.neuralnet.onnx.OnnxModel;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;

/** An ONNX file in ONNX Runtime, which computes batches of images one after the other. */
public final class OnnxNetwork implements AutoCloseable {

    private final OrtEnvironment environment;
    private final ImageShape image;
    private final OrtSession session;

    /**
     * Opens the file.
     *
     * @param file of {@link OnnxModel}
     * @param image what the network takes
     * @param threads that compute one operation, the calling one among them, at least 1
     * @throws OrtException if ONNX Runtime cannot load it
     */
    public OnnxNetwork(byte[] file, ImageShape image, int threads) throws OrtException {
        this.image = image;
        new OnnxLibrary(Utils.getCacheDir()).prepare(); // beside PyTorch's
        this.environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "resforge");
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            this.session = environment.createSession(file, options);
        }
    }

    /** Takes the results of one batch; they are gone when it returns. */
    public interface Reader {

        /** Takes them in the order of the outputs that were asked for. */
        void read(OrtSession.Result result) throws OrtException;
    }

    /**
     * Computes some outputs of images.
     *
     * @param pixels {@code [count, height, width, channels]} from the offset on, one byte each
     * @throws OrtException if ONNX Runtime fails
     */
    public void compute(byte[] pixels, int offset, int count, Set<String> outputs, Reader reader) throws OrtException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(count * image.bytes())
                .put(pixels, offset, count * image.bytes())
                .flip();
        long[] shape = {count, image.height(), image.width(), image.channels()};
        try (OnnxTensor images = OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.UINT8);
                OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, images), outputs)) {
            reader.read(result);
        }
    }

    /** The names of the outputs. */
    Set<String> outputs() {
        return session.getOutputNames();
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
