package io.resforge.spine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.stub.ClientCalls;
import io.resforge.oip.GRPCInferenceServiceGrpc;
import io.resforge.testing.Mutations;
import io.resforge.testing.RawMessages;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.InferenceServiceGrpc;
import io.resforge.v1.RegistryServiceGrpc;
import io.resforge.v1.TrainerServiceGrpc;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Good requests with changes by seed, over the ports of both packaged services: of every RPC, and of both interfaces over HTTP. {@code
 * -Dfuzz.changes=10000 -Dfuzz.seed=7} makes more and others.
 */
class FuzzedRequestsIT {

    @RegisterExtension
    static final Spine spine = Spine.withTrainedStore();

    private static final int CHANGES = Integer.getInteger("fuzz.changes", 10);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int AT_ONCE = 8;

    /** How long a stream is listened to that has no end of its own. */
    private static final int STREAM_SECONDS = 2;

    /** How long a request is waited for that may have no end. */
    private static final int HALF_MILLIS = 300;

    /** A caller's mistake is none of these. */
    private static final Set<Status.Code> WRONG = EnumSet.of(
            Status.Code.UNKNOWN,
            Status.Code.INTERNAL,
            Status.Code.DATA_LOSS,
            Status.Code.UNAVAILABLE,
            Status.Code.DEADLINE_EXCEEDED);

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3}) ");

    /** {@code 501}: a coding of the body that there is not; {@code 505}: another version of HTTP; {@code 503}: not ready. */
    private static final Pattern RIGHT = Pattern.compile(".* ([234][0-9][0-9]|501|505|none)|GET .*/ready 503");

    private static Probes trainer;
    private static Probes inference;
    private static String predictionId;
    private static GoodMessages messages;

    @BeforeAll
    static void start() {
        spine.startBoth();
        Until.live(spine.client().inference(), "1");
        trainer = spine.add(new Probes(spine.trainer()));
        inference = spine.add(new Probes(spine.inference()));
        predictionId = classified().getPredictions(0).getId();
        String model = classified().getModel().getModel();
        messages = new GoodMessages(Map.ofEntries(
                Map.entry("model", model),
                Map.entry("model_name", model),
                Map.entry("name", model),
                Map.entry("version", "1"),
                Map.entry("from_version", "1"),
                Map.entry("run_id", spine.client().runs().list(1).getFirst().getRunId()),
                Map.entry("dataset", "store:none"),
                Map.entry("prediction_id", predictionId),
                Map.entry("true_label", "frog"),
                Map.entry("yaml", "base: he2016-resnet20\ngrid: {epochs: [1, 2]}\n"),
                Map.entry("label", ""),
                Map.entry("repository_name", ""),
                Map.entry("service", "")));
    }

    private static ClassifyResponse classified() {
        return spine.client().inference().classify(SampleImages.rawFrog());
    }

    @AfterEach
    void bothServicesAreWell() throws Exception {
        assertThat(classified().getPredictionsCount()).isEqualTo(1);
        assertThat(spine.client().versions().list("", 10)).hasSize(2);
        for (Probes service : List.of(trainer, inference)) {
            assertThat(service.health("")).isEqualTo(ServingStatus.SERVING);
            assertThat(service.get("/q/health").statusCode()).isEqualTo(200);
        }
        assertThat(spine.logged().crashes()).isEmpty();
        // What a caller sent is no fault of the service.
        assertThat(spine.logged().text()).doesNotContain(" ERROR ", "InvalidProtocolBufferException");
    }

    @Test
    void everyRpcAnswersAnyBytes() throws Exception {
        List<ServiceDescriptor> ofInference = List.of(
                InferenceServiceGrpc.getServiceDescriptor(),
                GRPCInferenceServiceGrpc.getServiceDescriptor(),
                HealthGrpc.getServiceDescriptor(),
                ServerReflectionGrpc.getServiceDescriptor());
        List<ServiceDescriptor> ofTrainer = List.of(
                TrainerServiceGrpc.getServiceDescriptor(),
                RegistryServiceGrpc.getServiceDescriptor(),
                HealthGrpc.getServiceDescriptor(),
                ServerReflectionGrpc.getServiceDescriptor());
        assertThat(ofInference).extracting(ServiceDescriptor::getName).containsAll(named(inference));
        assertThat(ofTrainer).extracting(ServiceDescriptor::getName).containsAll(named(trainer));

        List<Callable<String>> calls = new ArrayList<>();
        for (Probes service : List.of(inference, trainer)) {
            (service == inference ? ofInference : ofTrainer)
                    .stream().flatMap(it -> it.getMethods().stream()).forEach(method -> changed(messages.of(method))
                            .forEach(message -> calls.add(
                                    () -> method.getBareMethodName() + " " + call(service, method, message))));
        }
        tell("calls", all(calls));
    }

    /** The services that reflection tells; its older form has the same messages. */
    private static List<String> named(Probes service) throws Exception {
        return service.services().stream()
                .filter(name -> !name.startsWith("grpc.reflection.v1alpha"))
                .toList();
    }

    private static Status.Code call(Probes service, MethodDescriptor<?, ?> method, byte[] message) {
        boolean stream = !method.getType().serverSendsOneMessage();
        MethodDescriptor<byte[], byte[]> bytes = MethodDescriptor.newBuilder(
                        RawMessages.MARSHALLER, RawMessages.MARSHALLER)
                .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                .setFullMethodName(method.getFullMethodName())
                .build();
        CallOptions limit =
                CallOptions.DEFAULT.withDeadlineAfter(stream ? STREAM_SECONDS : Until.LONGEST_SECONDS, SECONDS);
        try {
            ClientCalls.blockingServerStreamingCall(service.channel(), bytes, limit, message)
                    .forEachRemaining(answer -> {});
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            Status.Code code = e.getStatus().getCode();
            if (stream && code == Status.Code.DEADLINE_EXCEEDED) {
                return Status.Code.OK;
            }
            assertThat(code)
                    .as("%s %s: %s", method.getFullMethodName(), HexFormat.of().formatHex(message), e.getStatus())
                    .isNotIn(WRONG);
            return code;
        }
    }

    @Test
    void bothInterfacesOverHttpAnswerAnyBytes() {
        List<GoodRequests> good = GoodRequests.of(classified().getModel().getModel(), predictionId);
        List<Callable<String>> bodies = good.stream()
                .filter(request -> request.body().length > 0)
                .flatMap(request -> changed(List.of(request.body()))
                        .map(body -> answered(request.line(), request.with(body), Until.LONGEST_SECONDS * 1_000)))
                .toList();
        // Heads too: what is left may be no request, or half of one.
        List<Callable<String>> whole = good.stream()
                .flatMap(request -> changed(List.of(request.with(request.body())))
                        .map(bytes -> answered(request.line(), bytes, HALF_MILLIS)))
                .toList();

        List<String> ofBodies = all(bodies);

        tell("bodies", ofBodies);
        assertThat(ofBodies).noneMatch(status -> status.endsWith(" none"));
        tell("requests", all(whole));
    }

    private static Callable<String> answered(String line, byte[] bytes, int millis) {
        return () -> {
            String answer = answer(bytes, millis);
            Matcher status = STATUS.matcher(answer);
            String code = status.lookingAt() ? status.group(1) : answer.isEmpty() ? "none" : "no HTTP";
            String told = line + " " + code;
            assertThat(told)
                    .as("%s: %s", HexFormat.of().formatHex(bytes), answer)
                    .matches(RIGHT);
            return told;
        };
    }

    /** What comes back; a request of which nothing comes in this time has no end, and gets one. */
    private static String answer(byte[] request, int millis) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getByName("localhost"), spine.inference().ports().http())) {
            InputStream in = socket.getInputStream();
            byte[] start = new byte[1_024];
            int length;
            try {
                socket.getOutputStream().write(request);
                socket.setSoTimeout(millis);
                length = in.read(start);
            } catch (SocketTimeoutException e) {
                socket.setSoTimeout(Until.LONGEST_SECONDS * 1_000);
                socket.shutdownOutput();
                length = in.read(start);
            }
            return length < 0 ? "" : new String(start, 0, length, StandardCharsets.UTF_8);
        } catch (SocketException e) {
            return ""; // closed while more was on its way
        }
    }

    private static Stream<byte[]> changed(List<byte[]> good) {
        Mutations changes = new Mutations(good, SEED);
        return Stream.concat(good.stream(), IntStream.range(0, CHANGES).mapToObj(changes::get));
    }

    private static List<String> all(List<Callable<String>> requests) {
        try (ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<String>> answers =
                    requests.stream().map(callers::submit).toList();
            return answers.stream().map(FuzzedRequestsIT::result).toList();
        }
    }

    private static String result(Future<String> answer) {
        try {
            return answer.get();
        } catch (Exception e) {
            throw new AssertionError(e.getCause().getMessage(), e);
        }
    }

    private static void tell(String what, List<String> answers) {
        Map<String, Integer> counts = new TreeMap<>();
        answers.forEach(it -> counts.merge(it, 1, Integer::sum));
        System.out.printf("%,d fuzzed %s: %s%n", answers.size(), what, counts);
    }
}
