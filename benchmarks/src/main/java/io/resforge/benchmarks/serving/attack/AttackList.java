package io.resforge.benchmarks.serving.attack;

import io.resforge.oip.GRPCInferenceServiceGrpc;
import io.resforge.v1.InferenceServiceGrpc;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** All attacks. To add one is to add a line here and the method that it names. */
public final class AttackList {

    private static final String CLASSIFY =
            InferenceServiceGrpc.getClassifyMethod().getFullMethodName();
    private static final String STREAM =
            InferenceServiceGrpc.getClassifyStreamMethod().getFullMethodName();
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
    private static final int UPLOADS = 24;
    private static final int SOCKETS = 210;
    private static final long HELD_NANOS = 6_000_000_000L;

    private AttackList() {}

    /** In the order in which they are run. */
    public static List<Attack> all() {
        return List.of(
                new Attack("12 MiB of empty images, gzip", service -> empties(service, CLASSIFY, 1)),
                new Attack("12 MiB of empty parameters, inputs, outputs, contents", AttackList::emptyTensors),
                new Attack("31 MB for methods without images", AttackList::largeNames),
                new Attack(
                        "32 MB of JSON: empty strings",
                        service -> json(
                                service,
                                "{\"inputs\":[{\"name\":\"images\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[",
                                "\"\",",
                                "\"\"]}]}")),
                new Attack(
                        "32 MB of JSON: numbers",
                        service -> json(
                                service,
                                "{\"inputs\":[{\"name\":\"images\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[",
                                "1,",
                                "1]}]}")),
                new Attack(
                        "32 MB of JSON: lists in parameters",
                        service -> json(service, "{\"parameters\":{\"a\":[", "[],", "1]}}")),
                new Attack("32 MB of JSON: inputs", service -> json(service, "{\"inputs\":[", "{},", "{}]}")),
                new Attack("bodies that grow a thousandfold: gzip", AttackList::bombs),
                new Attack("24 uploads of 31 MB held open, HTTP", AttackList::heldUploads),
                new Attack("24 uploads in chunks held open, HTTP", AttackList::heldChunks),
                new Attack("24 uploads of 31 MB held open, gRPC", service -> heldCalls(service, CLASSIFY)),
                new Attack("24 streams of 31 MB held open, gRPC", service -> heldCalls(service, STREAM)),
                new Attack("uploads of 31 MB hung up while they are decoded", AttackList::hungUp),
                new Attack("210 idle sockets, HTTP", service -> sockets(service, service.http(), "")),
                new Attack("210 idle sockets, gRPC", service -> sockets(service, service.grpc(), "")),
                new Attack("1,500 idle sockets, HTTP", AttackList::manySockets),
                new Attack(
                        "210 heads that trickle",
                        service -> sockets(service, service.http(), "GET /q/health HTTP/1.1\r\nA: ")),
                new Attack(
                        "210 bodies that trickle",
                        service -> sockets(
                                service,
                                service.http(),
                                "POST /v1/classify HTTP/1.1\r\nHost: l\r\nContent-Length: 4000\r\n\r\n")),
                new Attack("400 made-up methods, paths and models", AttackList::madeUp),
                new Attack("400 verdicts on invented predictions", AttackList::inventedFeedback),
                new Attack("2,000 times: look for a new version", AttackList::looks));
    }

    /** Field numbers with nothing in them. */
    private static String empties(AttackedService service, String method, int field) {
        byte[] message = new byte[12 * MEGABYTE];
        for (int at = 0; at < message.length; at += 2) {
            message[at] = (byte) (field << 3 | 2);
        }
        return counted(service.call(method, message, "gzip"), service.call(method, message, "identity"));
    }

    private static String emptyTensors(AttackedService service) {
        return IntStream.of(4, 5, 6, 7, 15)
                .mapToObj(field -> empties(service, INFER, field))
                .toList()
                .toString();
    }

    private static String largeNames(AttackedService service) {
        byte[] name = new byte[LARGE];
        name[0] = 10;
        return counted(service.call(GET_MODEL, name, "identity"), service.call(LOAD, name, "gzip"));
    }

    private static String json(AttackedService service, String head, String part, String tail) throws Exception {
        byte[] body = (head + part.repeat(LARGE / part.length()) + tail).getBytes(StandardCharsets.UTF_8);
        return together(4, () -> service.request("POST", INFER_PATH, body, JSON));
    }

    private static String bombs(AttackedService service) throws Exception {
        byte[] bomb = AttackedService.gzip(new byte[200 * MEGABYTE]);
        return together(4, () -> service.request("POST", INFER_PATH, bomb, "Content-Encoding", "gzip"))
                + together(4, () -> service.request("POST", "/v1/classify", bomb, "Content-Encoding", "gzip"))
                + counted(service.call(CLASSIFY, new byte[LARGE], "gzip"));
    }

    private static String heldUploads(AttackedService service) throws Exception {
        return together(UPLOADS, () -> {
            try (Socket upload =
                    service.say("POST /v1/classify HTTP/1.1\r\nHost: l\r\nContent-Length: " + LARGE + "\r\n\r\n")) {
                return held(upload, LARGE - 1);
            }
        });
    }

    private static String heldChunks(AttackedService service) throws Exception {
        return together(UPLOADS, () -> {
            try (Socket upload =
                    service.say("POST /v1/classify HTTP/1.1\r\nHost: l\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + Integer.toHexString(LARGE) + "\r\n")) {
                return held(upload, LARGE - 1);
            }
        });
    }

    /** Sends bytes, and holds the connection open for a while. */
    private static String held(Socket upload, int bytes) {
        try {
            byte[] some = new byte[64 << 10];
            for (int sent = 0; sent < bytes; sent += some.length) {
                upload.getOutputStream().write(some, 0, Math.min(some.length, bytes - sent));
            }
            LockSupport.parkNanos(HELD_NANOS);
            return upload.getInputStream().available() > 0
                    ? new String(upload.getInputStream().readNBytes(12), StandardCharsets.US_ASCII).substring(9)
                    : "held";
        } catch (IOException e) {
            return "cut off";
        }
    }

    private static String heldCalls(AttackedService service, String method) throws Exception {
        return together(UPLOADS, () -> {
            try (HeldCall call = HeldCall.begin(service.connect(service.grpc()), "/" + method, LARGE)) {
                int sent = call.send(LARGE - 1);
                LockSupport.parkNanos(HELD_NANOS);
                return sent == LARGE - 1 ? "held" : "ended";
            } catch (IOException e) {
                return "cut off";
            }
        });
    }

    /** Each decodes for some time; who sent it is gone by then. */
    private static String hungUp(AttackedService service) throws Exception {
        String head = "POST /v1/classify HTTP/1.1\r\nHost: l\r\nContent-Type: image/png\r\nContent-Length: " + LARGE;
        return together(UPLOADS, () -> {
            for (int times = 0; times < 3; times++) {
                try (Socket upload = service.say(head + "\r\n\r\n")) {
                    upload.getOutputStream().write(new byte[LARGE]);
                } catch (IOException e) {
                    // as it must be for most
                }
            }
            return "hung up";
        });
    }

    private static String sockets(AttackedService service, int port, String begin) throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < SOCKETS; i++) {
                Socket socket = service.connect(port);
                socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
                open.add(socket);
            }
            for (int second = 0; second < HELD_NANOS / 1_000_000_000; second++) {
                LockSupport.parkNanos(1_000_000_000);
                trickle(open, !begin.isEmpty());
            }
            return SOCKETS + " held";
        } finally {
            closeAll(open);
        }
    }

    private static void trickle(List<Socket> open, boolean any) {
        for (Socket socket : open) {
            try {
                socket.getOutputStream().write(any ? new byte[] {'a'} : new byte[0]);
            } catch (IOException e) {
                // the service may end it
            }
        }
    }

    private static String manySockets(AttackedService service) throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 1_500; i++) {
                open.add(service.connect(service.http()));
            }
            LockSupport.parkNanos(HELD_NANOS);
            return (int) service.metric("inference_connections") + " open";
        } finally {
            closeAll(open);
        }
    }

    private static void closeAll(List<Socket> open) throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    private static String madeUp(AttackedService service) throws Exception {
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

    private static String inventedFeedback(AttackedService service) throws Exception {
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

    private static String looks(AttackedService service) {
        byte[] model = {18, 7, 'c', 'i', 'f', 'a', 'r', '1', '0'};
        Object[] answers = new Object[2_000];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = service.call(LOAD, model, "identity");
        }
        return counted(answers);
    }

    /** Does the same many times at once, and counts what came of it. */
    private static String together(int times, Callable<String> deed) throws Exception {
        try (ExecutorService attackers = Executors.newFixedThreadPool(times)) {
            List<Callable<String>> deeds =
                    IntStream.range(0, times).mapToObj(_ -> deed).toList();
            List<Object> results = new ArrayList<>();
            for (Future<String> result : attackers.invokeAll(deeds)) {
                results.add(result.get());
            }
            return counted(results.toArray());
        }
    }

    private static String counted(Object... results) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Object result : results) {
            counts.merge(String.valueOf(result), 1, Integer::sum);
        }
        return counts.toString();
    }
}
