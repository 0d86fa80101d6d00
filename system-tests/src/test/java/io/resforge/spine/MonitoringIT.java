package io.resforge.spine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.grpc.Status;
import io.resforge.cli.local.LocalService.ServicePorts;
import io.resforge.cli.local.ServiceProcess;
import io.resforge.client.Images;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import io.resforge.monitoring.Dashboard;
import io.resforge.monitoring.Programs;
import io.resforge.monitoring.PrometheusQuery;
import io.resforge.monitoring.PrometheusRules;
import io.resforge.oip.GRPCInferenceServiceGrpc;
import io.resforge.oip.InferTensorContents;
import io.resforge.oip.ModelInferRequest;
import io.resforge.v1.Image;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever the dashboards and rules ask for is told by the services and a worker that run. */
class MonitoringIT {

    private static final ServicePorts PORTS = ServicePorts.free();
    private static final int WORKER = PORTS.grpc();
    private static final int HTTP_CALLS = 100;
    private static final Duration LONGEST = Duration.ofSeconds(Until.LONGEST_SECONDS);

    @RegisterExtension
    static final Spine spine = Spine.withEmptyStore().with(Map.of("RESFORGE_METRICS_PORT", Integer.toString(WORKER)));

    @BeforeAll
    static void needsPrometheus() {
        Programs.require("prometheus");
    }

    @Test
    void answersWhateverDashboardsAndRulesAskFor() throws Exception {
        // Given
        Path dataset = SampleImages.write(spine.home().resolve("sample"));
        spine.startBoth();
        Prometheus prometheus = prometheus();
        failsToClassify(SampleImages.encodedFrog(), Status.Code.UNAVAILABLE);
        Follow.submitted(spine.client(), Recipes.quick(dataset)).awaitVersion();
        Until.live(spine.client().inference(), "1");
        // When
        spine.add(SteadyCallers.start(spine.inference().address(), SampleImages.encodedFrog()));
        failsToClassify(Images.encoded(new byte[] {1, 2, 3}), Status.Code.INVALID_ARGUMENT);
        asksOverHttpAndTheStandardProtocol();
        Follow.submitted(spine.client(), Recipes.endless(dataset)).awaitTraining();
        // Then
        allCallsAreShown(prometheus);
        allAreAnswered(prometheus, dashboards());
        allAreAnswered(prometheus, selectors(PrometheusRules.queries()));
        assertThat(prometheus.rules()).hasSameSizeAs(PrometheusRules.queries()).allSatisfy(rule -> assertThat(
                        rule.get("health").getAsString())
                .as(rule.toString())
                .isEqualTo("ok"));
    }

    /** A hundred images over HTTP, a damaged one, and one over each form of the standard protocol. */
    private static void asksOverHttpAndTheStandardProtocol() throws Exception {
        byte[] picture = SampleImages.encodedFrog().getEncoded().toByteArray();
        String infer = "{\"inputs\":[{\"name\":\"images\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\""
                + Base64.getEncoder().encodeToString(picture) + "\"]}]}";
        Probes probes = spine.add(new Probes(spine.inference()));
        for (int i = 0; i < HTTP_CALLS; i++) {
            assertThat(probes.post("/v1/classify", picture)).isEqualTo(200);
        }
        assertThat(probes.post("/v1/classify", new byte[] {1, 2, 3})).isEqualTo(400);
        assertThat(probes.post("/v2/models/cifar10/infer", infer.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(200);
        GRPCInferenceServiceGrpc.newBlockingStub(probes.channel())
                .modelInfer(ModelInferRequest.newBuilder()
                        .setModelName("cifar10")
                        .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                                .setName("images")
                                .setDatatype("BYTES")
                                .addShape(1)
                                .setContents(InferTensorContents.newBuilder()
                                        .addBytesContents(
                                                SampleImages.encodedFrog().getEncoded())))
                        .build());
    }

    private static void allCallsAreShown(Prometheus prometheus) {
        Awaitility.await().atMost(LONGEST).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            // As the panels have it: none of the first calls is lost.
            assertThat(prometheus.value("sum(increase(" + calls("http", "Classify", "OK") + "[10m]))"))
                    .isGreaterThan(HTTP_CALLS - 0.5);
            for (String kind : List.of(
                    calls("http", "Classify", "INVALID_ARGUMENT"),
                    calls("http", "ModelInfer", "OK"),
                    calls("grpc", "ModelInfer", "OK"),
                    calls("grpc", "Classify", "OK"),
                    calls("grpc", "Classify", "UNAVAILABLE"))) {
                assertThat(prometheus.value(kind)).as(kind).isPositive();
            }
        });
    }

    private static String calls(String protocol, String method, String code) {
        return "resforge_inference_calls_total{protocol=\"%s\",method=\"%s\",code=\"%s\"}"
                .formatted(protocol, method, code);
    }

    /** As NVIDIA's DCGM exporter tells of a GPU that a worker's pod has. */
    private static String gpus() throws IOException {
        String labels = "{gpu=\"0\",UUID=\"GPU-1\",device=\"nvidia0\",modelName=\"NVIDIA H200\",Hostname=\"node-1\","
                + "container=\"worker\",namespace=\"resforge\",pod=\"run-1-abcde\"} ";
        byte[] page = Stream.of("GPU_UTIL", "FB_USED", "FB_FREE", "GPU_TEMP", "POWER_USAGE", "XID_ERRORS")
                .map(name -> "DCGM_FI_DEV_" + name + labels + "40\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        spine.add(() -> server.stop(0));
        return "localhost:" + server.getAddress().getPort();
    }

    private static Prometheus prometheus() throws Exception {
        Prometheus prometheus = spine.add(Prometheus.start(
                spine.home().resolve("prometheus"),
                PORTS.http(),
                Map.of(
                        "inference:8080",
                        page(spine.inference()),
                        "trainer:8081",
                        page(spine.trainer()),
                        "trainer:8082",
                        "localhost:" + WORKER,
                        "localhost:9090",
                        "localhost:" + PORTS.http()),
                gpus()));
        Until.holds("Prometheus is ready", prometheus::isReady);
        return prometheus;
    }

    private static String page(ServiceProcess service) {
        return "localhost:" + service.ports().http();
    }

    /** A call that fails, so that there are such calls. */
    private static void failsToClassify(Image image, Status.Code status) {
        try (ResForgeClient impatient = ResForgeClient.builder()
                .inference(spine.inference().address())
                .attempts(1)
                .build()) {
            ResForgeException failure = catchThrowableOfType(
                    ResForgeException.class, () -> impatient.inference().classify(image));
            assertThat(failure.status()).isEqualTo(status);
        }
    }

    /** All that panels ask, and the series that annotations and variables are about: those may be silent in health. */
    private static List<PrometheusQuery> dashboards() {
        return Dashboard.all().stream()
                .flatMap(dashboard -> Stream.concat(
                        dashboard.queries().stream(),
                        selectors(Stream.concat(dashboard.annotations().stream(), dashboard.variableQueries().stream())
                                        .toList())
                                .stream()))
                .toList();
    }

    private static List<PrometheusQuery> selectors(List<PrometheusQuery> queries) {
        assertThat(queries).allSatisfy(query -> assertThat(query.selectors()).isNotEmpty());
        return queries.stream().flatMap(query -> query.selectors().stream()).toList();
    }

    private static void allAreAnswered(Prometheus prometheus, List<PrometheusQuery> queries) {
        Awaitility.await().atMost(LONGEST).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(
                        prometheus.unanswered(queries))
                .isEmpty());
    }
}
