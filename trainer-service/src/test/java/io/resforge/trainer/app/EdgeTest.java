package io.resforge.trainer.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.trainer.testing.ServerSettings;
import io.resforge.v1.GetRunRequest;
import io.resforge.v1.GetVersionRequest;
import io.resforge.v1.ListRunsRequest;
import io.resforge.v1.ListVersionsRequest;
import io.resforge.v1.PromoteRequest;
import io.resforge.v1.RollbackRequest;
import io.resforge.v1.RunSpec;
import io.resforge.v1.SubmitRunRequest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the service answers what cannot be answered, and what it tells those who watch over it. */
@QuarkusTest
@QuarkusTestResource(ServerSettings.class)
class EdgeTest {

    @Inject
    TrainerConfig config;

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int port;

    @TestHTTPResource("/q")
    URI http;

    private TrainerTestClient client;

    @BeforeEach
    void connect() {
        client = new TrainerTestClient(port);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void makesNoSeriesOfWhatCallersMakeUp() throws Exception {
        // Given
        sendAll("first", 1);
        Set<String> before = series();
        // When
        sendAll("second", 20);
        // Then
        Set<String> added = series();
        added.removeAll(before);
        assertThat(added).isEmpty();
    }

    private void sendAll(String begin, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String text = begin + i;
            for (String path : List.of("/%s", "/q/%s", "/q/health/%s", "/q/health/group/%s", "/q/metrics/%s")) {
                String target = path.formatted(text);
                request("GET", target, text);
                request("POST", target, text);
                request("M" + text, target, text);
            }
            request("POST", "/q/health", text);
            request("M" + text, "/q/health", text);
            TrainerTestClient.failure(() -> client.trainer()
                    .getRun(GetRunRequest.newBuilder().setRunId(text).build()));
            TrainerTestClient.failure(() -> client.registry()
                    .promote(PromoteRequest.newBuilder()
                            .setModel(text)
                            .setVersion("7")
                            .setReason(text)
                            .build()));
        }
    }

    private String request(String method, String target, String text) throws IOException {
        String head = method + " " + target + " HTTP/1.1\r\nHost: " + text + "\r\nUser-Agent: " + text
                + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
        try (Socket socket = new Socket(http.getHost(), http.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Set<String> series() throws IOException {
        return request("GET", "/q/metrics", "prometheus")
                .lines()
                .filter(line -> line.contains("{") && !line.startsWith("#") && !line.startsWith("jvm_"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void namesEachBadField() {
        Struct recipe = Struct.newBuilder()
                .putFields("epochs", Value.newBuilder().setNumberValue(-1).build())
                .putFields("arch", Value.newBuilder().setStringValue("vgg16").build())
                .build();
        RunSpec spec = RunSpec.newBuilder().setRecipe(recipe).build();

        Status status = TrainerTestClient.failure(
                () -> client.submit(SubmitRunRequest.newBuilder().setSpec(spec).build()));

        assertThat(status.getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
        assertThat(TrainerTestClient.detail(status, BadRequest.class).getFieldViolationsList())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactlyInAnyOrder("spec.dataset", "spec.recipe.epochs", "spec.recipe.arch");
    }

    @Test
    void boundsTheTextsOfEveryCallBeforeItIsWorkedOn() {
        RunSpec spec = RunSpec.newBuilder()
                .setDataset("x".repeat(300_000))
                .setModel("a\0")
                .build();

        Status status = TrainerTestClient.failure(
                () -> client.submit(SubmitRunRequest.newBuilder().setSpec(spec).build()));

        assertThat(status.getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
        assertThat(TrainerTestClient.detail(status, BadRequest.class).getFieldViolationsList())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactlyInAnyOrder("spec.dataset", "spec.model");
        assertThat(TrainerTestClient.failure(
                                () -> client.watch("x".repeat(1000)).next())
                        .getMessage())
                .isEqualTo("run_id: must have at most 320 characters, has 1000");
        GetVersionRequest version =
                GetVersionRequest.newBuilder().setModel("\u001b[31m").build();
        assertThat(TrainerTestClient.failure(() -> client.registry().getVersion(version))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT_VALUE);
    }

    @Test
    void refusesADataSetThatIsNotThere() {
        RunSpec spec = RunSpec.newBuilder().setDataset("/no/such/folder").build();

        Status status = TrainerTestClient.failure(
                () -> client.submit(SubmitRunRequest.newBuilder().setSpec(spec).build()));

        assertThat(status.getMessage()).isEqualTo("spec.dataset: there is no folder '/no/such/folder' on this machine");
    }

    @Test
    void knowsNoRunThatWasNotSubmitted() {
        GetRunRequest request = GetRunRequest.newBuilder().setRunId("unknown").build();

        Status status = TrainerTestClient.failure(() -> client.trainer().getRun(request));

        assertThat(status.getCode()).isEqualTo(Code.NOT_FOUND_VALUE);
        assertThat(TrainerTestClient.detail(status, ResourceInfo.class).getResourceName())
                .isEqualTo("unknown");
        assertThat(TrainerTestClient.failure(() -> client.watch("unknown").next())
                        .getCode())
                .isEqualTo(Code.NOT_FOUND_VALUE);
    }

    @Test
    void refusesARunIdThatNoRunCanHave() {
        GetRunRequest request = GetRunRequest.newBuilder().setRunId("../spec").build();

        Status status = TrainerTestClient.failure(() -> client.trainer().getRun(request));

        assertThat(status.getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
        assertThat(status.getMessage()).startsWith("run_id: ");
    }

    @Test
    void refusesAPageThatIsTooLarge() {
        ListRunsRequest request = ListRunsRequest.newBuilder().setPageSize(5000).build();

        Status status = TrainerTestClient.failure(() -> client.trainer().listRuns(request));

        assertThat(status.getMessage()).isEqualTo("page_size: must be from 0 to 1000, was 5000");
    }

    @Test
    void tellsApartWhatIsWrongWithAPromotion() {
        PromoteRequest noReason = PromoteRequest.newBuilder().setVersion("1").build();
        PromoteRequest noVersion =
                PromoteRequest.newBuilder().setVersion("7").setReason("because").build();
        RollbackRequest nothing = RollbackRequest.newBuilder()
                .setModel("empty")
                .setReason("because")
                .build();

        assertThat(TrainerTestClient.failure(() -> client.registry().promote(noReason))
                        .getMessage())
                .startsWith("reason: must be given");
        Status unknown = TrainerTestClient.failure(() -> client.registry().promote(noVersion));
        assertThat(unknown.getCode()).isEqualTo(Code.NOT_FOUND_VALUE);
        assertThat(TrainerTestClient.detail(unknown, ResourceInfo.class).getResourceName())
                .isEqualTo("cifar10@7");
        assertThat(TrainerTestClient.failure(() -> client.registry().rollback(nothing))
                        .getCode())
                .isEqualTo(Code.FAILED_PRECONDITION_VALUE);
    }

    @Test
    void knowsNoModelWithoutVersions() {
        ListVersionsRequest list =
                ListVersionsRequest.newBuilder().setModel("empty").build();
        GetVersionRequest champion =
                GetVersionRequest.newBuilder().setModel("empty").build();

        assertThat(TrainerTestClient.failure(() -> client.registry().listVersions(list))
                        .getCode())
                .isEqualTo(Code.NOT_FOUND_VALUE);
        assertThat(TrainerTestClient.failure(() -> client.registry().getVersion(champion))
                        .getCode())
                .isEqualTo(Code.NOT_FOUND_VALUE);
    }

    @Test
    void saysThatTheStoreIsGoneAndWorksAgainWhenItIsBack() throws Exception {
        // Given
        Path store = Path.of(config.store());
        Path aside = store.resolveSibling("aside");
        Files.move(store, aside);
        try {
            // When
            Status status =
                    TrainerTestClient.failure(() -> client.trainer().listRuns(ListRunsRequest.getDefaultInstance()));
            HttpResponse<String> health = get("/health/ready");
            // Then
            assertThat(status.getCode()).isEqualTo(Code.UNAVAILABLE_VALUE);
            assertThat(TrainerTestClient.detail(status, RetryInfo.class)
                            .getRetryDelay()
                            .getSeconds())
                    .isPositive();
            assertThat(health.statusCode()).isEqualTo(503);
        } finally {
            Files.move(aside, store);
        }
        assertThat(client.trainer().listRuns(ListRunsRequest.getDefaultInstance()))
                .isNotNull();
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void isHealthyForGrpcToo() {
        HealthCheckRequest request = HealthCheckRequest.newBuilder()
                .setService("resforge.v1.TrainerService")
                .build();

        assertThat(HealthGrpc.newBlockingStub(client.channel()).check(request).getStatus())
                .isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void countsRunsAndTimesCalls() throws Exception {
        client.trainer().listRuns(ListRunsRequest.getDefaultInstance());

        String metrics = get("/metrics").body();

        assertThat(metrics)
                .contains("resforge_runs{state=\"queued\"}")
                .contains("resforge_runs{state=\"succeeded\"}")
                .containsPattern("grpc_server_processing_duration_seconds_bucket\\{.*method=\"ListRuns\".*le=\"0.1\"");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (HttpClient browser = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(http + path)).build();
            return browser.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
