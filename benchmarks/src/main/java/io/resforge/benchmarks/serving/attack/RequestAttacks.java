package io.resforge.benchmarks.serving.attack;

import io.resforge.oip.GRPCInferenceServiceGrpc;
import io.resforge.v1.InferenceServiceGrpc;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Requests that are small to send and large to answer. */
final class RequestAttacks {

    private static final String CLASSIFY =
            InferenceServiceGrpc.getClassifyMethod().getFullMethodName();
    private static final String GET_MODEL =
            InferenceServiceGrpc.getGetModelMethod().getFullMethodName();
    private static final String INFER =
            GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName();
    private static final String LOAD =
            GRPCInferenceServiceGrpc.getRepositoryModelLoadMethod().getFullMethodName();
    private static final String INFER_PATH = "/v2/models/cifar10/infer";
    private static final String[] JSON = {"Content-Type", "application/json"};
    private static final String[] PICTURE = {"Content-Type", "image/png"};
    private static final int MEGABYTE = 1 << 20;
    private static final int LARGE = 31 * MEGABYTE;
    private static final long HELD_NANOS = 6_000_000_000L;

    private RequestAttacks() {}

    /** Field numbers with nothing in them. */
    static String empties(AttackedService service, String method, int field) {
        byte[] message = new byte[12 * MEGABYTE];
        for (int at = 0; at < message.length; at += 2) {
            message[at] = (byte) (field << 3 | 2);
        }
        return Attackers.counted(service.call(method, message, "gzip"), service.call(method, message, "identity"));
    }

    static String emptyTensors(AttackedService service) {
        return IntStream.of(4, 5, 6, 7, 15)
                .mapToObj(field -> empties(service, INFER, field))
                .toList()
                .toString();
    }

    static String largeNames(AttackedService service) {
        byte[] name = new byte[LARGE];
        name[0] = 10;
        return Attackers.counted(service.call(GET_MODEL, name, "identity"), service.call(LOAD, name, "gzip"));
    }

    static String json(AttackedService service, String head, String part, String tail) throws Exception {
        byte[] body = (head + part.repeat(LARGE / part.length()) + tail).getBytes(StandardCharsets.UTF_8);
        return Attackers.together(4, () -> service.request("POST", INFER_PATH, body, JSON));
    }

    static String bombs(AttackedService service) throws Exception {
        byte[] bomb = AttackedService.gzip(new byte[200 * MEGABYTE]);
        return Attackers.together(4, () -> service.request("POST", INFER_PATH, bomb, "Content-Encoding", "gzip"))
                + Attackers.together(4, () -> service.request("POST", "/v1/classify", bomb, "Content-Encoding", "gzip"))
                + Attackers.counted(service.call(CLASSIFY, new byte[LARGE], "gzip"));
    }

    static String pictures(AttackedService service, int side, boolean deep) throws Exception {
        byte[] picture = LargePicture.png(side, deep);
        long end = System.nanoTime() + HELD_NANOS;
        return Attackers.together(2, () -> {
            Set<String> answers = new TreeSet<>();
            while (System.nanoTime() < end) {
                answers.add(service.request("POST", "/v1/classify", picture, PICTURE));
            }
            return answers.toString();
        });
    }

    static String madeUp(AttackedService service) throws Exception {
        long before = service.page("/q/metrics").lines().count();
        for (int i = 0; i < 400; i++) {
            service.request("M" + i, "/v1/classify", new byte[0]);
            service.request("GET", "/v1/models/m" + i, new byte[0]);
            service.request("GET", "/p" + i, new byte[0]);
        }
        long more = service.page("/q/metrics").lines().count() - before;
        if (more > 100) {
            throw new IllegalStateException(more + " more lines of metrics");
        }
        return more + " more lines of metrics";
    }

    static String inventedFeedback(AttackedService service) throws Exception {
        Random random = new Random(1);
        Map<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < 400; i++) {
            String body = "{\"prediction_id\":\"cifar10.1.6." + Long.toString(random.nextLong(1L << 50), 36)
                    + "\",\"true_label\":\"cat\"}";
            answers.merge(
                    service.request("POST", "/v1/feedback", body.getBytes(StandardCharsets.UTF_8), JSON),
                    1,
                    Integer::sum);
        }
        if (answers.containsKey("200")) {
            throw new IllegalStateException("invented predictions were taken: " + answers);
        }
        return answers.toString();
    }

    static String looks(AttackedService service) {
        byte[] model = {18, 7, 'c', 'i', 'f', 'a', 'r', '1', '0'};
        Object[] answers = new Object[2_000];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = service.call(LOAD, model, "identity");
        }
        return Attackers.counted(answers);
    }
}
