package io.resforge.inference.api.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.resforge.fuzz.FuzzBounds;
import io.resforge.inference.api.BodyBytes;
import io.resforge.inference.api.ContentCoding;
import io.resforge.inference.api.http.FeedbackResource.FeedbackBody;
import io.resforge.inference.batching.Overloaded;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.classify.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bodies of both interfaces over HTTP, of which a caller may send any. */
public class HttpBodiesFuzzTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static long most(byte[] input) {
        return (4 << 20) + 500L * input.length;
    }

    /** A header of a request, and in the header a boundary. */
    @FuzzTest
    void contentType(byte[] input) throws Exception {
        String header = new String(input, StandardCharsets.ISO_8859_1);
        FuzzBounds.hold(most(input), () -> ContentType.parse(header), InvalidRequest.class);
    }

    @FuzzTest
    void form(byte[] input) throws Exception {
        FuzzBounds.hold(
                most(input), () -> Multipart.files(input, "multipart/form-data; boundary=cut"), InvalidRequest.class);
    }

    /** Of the Open Inference Protocol: JSON, and behind its last brace the bytes of tensors. */
    @FuzzTest
    void infer(byte[] input) throws Exception {
        int length = new String(input, StandardCharsets.ISO_8859_1).lastIndexOf('}') + 1;
        FuzzBounds.hold(
                most(input),
                () -> InferMessage.read(JSON, "cifar10", "", body(input), length),
                InvalidRequest.class,
                BodyBytes.TooLarge.class,
                Overloaded.class);
    }

    @FuzzTest
    void feedback(byte[] input) throws Exception {
        FuzzBounds.hold(
                most(input),
                () -> JsonBodies.read(JSON, body(input), input.length, FeedbackBody.class),
                InvalidRequest.class,
                BodyBytes.TooLarge.class);
    }

    /** Compressed as gzip, and as what some clients call deflate; of a megabyte at most. */
    @FuzzTest
    void compressed(byte[] input) throws Exception {
        for (ContentCoding coding : ContentCoding.values()) {
            RequestBudget budget = new RequestBudget(64 << 20, 64 << 20);
            FuzzBounds.hold(
                    (8 << 20) + 4L * input.length,
                    () -> coding.decode(input, budget.requests().reserve(0), 1 << 20),
                    InvalidRequest.class,
                    BodyBytes.TooLarge.class);
        }
    }

    private static HttpBody body(byte[] input) {
        RequestBudget budget = new RequestBudget(64 << 20, 64 << 20);
        return new HttpBody(
                Arrays.copyOf(input, input.length),
                ContentCoding.IDENTITY,
                budget.requests().reserve(0),
                1 << 20,
                32 << 20);
    }
}
