package io.resforge.trainer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.RunSuspension;
import io.resforge.registry.store.ObjectStore;
import io.resforge.testing.AccessMatrix;
import io.resforge.testing.TestBrowser;
import io.resforge.testing.TestPrincipals;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.trainer.testing.ServerSettings;
import io.resforge.training.recipe.RecipeWriter;
import io.resforge.v1.CancelRunRequest;
import io.resforge.v1.DeleteRunRequest;
import io.resforge.v1.GetRunRequest;
import io.resforge.v1.ListRunsRequest;
import io.resforge.v1.ListVersionsRequest;
import io.resforge.v1.PromoteRequest;
import io.resforge.v1.RegistryServiceGrpc.RegistryServiceBlockingStub;
import io.resforge.v1.Run;
import io.resforge.v1.SubmitRunRequest;
import io.resforge.v1.SubmitSweepRequest;
import io.resforge.v1.TrainerServiceGrpc.TrainerServiceBlockingStub;
import io.resforge.v1.WatchRunRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may do what with a control plane that asks for identities, and what its audit tells. */
@QuarkusTest
@QuarkusTestResource(value = ServerSettings.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = ProvedCallersTest.IdentitiesAsked.class, restrictToAnnotatedClass = true)
@Timeout(180)
class ProvedCallersTest {

    @Inject
    TrainerConfig config;

    @Inject
    ObjectStore store;

    @Inject
    Router router;

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int port;

    @TestHTTPResource("/")
    URI http;

    TestPrincipals principals;

    private TrainerTestClient client;

    /** Has the control plane ask for identities. */
    public static final class IdentitiesAsked implements QuarkusTestResourceLifecycleManager {

        private Path file;
        private TestPrincipals principals;

        @Override
        public Map<String, String> start() {
            try {
                file = Files.createTempDirectory("resforge-principals").resolve("principals");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            principals = new TestPrincipals(file);
            principals.add("limited", "admin", "models=digits");
            return Map.of(
                    "resforge.access.required", "true",
                    "resforge.access.principals", file.toString(),
                    "resforge.worker.parallel", "1");
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(principals, new TestInjector.MatchesType(TestPrincipals.class));
        }

        @Override
        public void stop() {
            try {
                Files.delete(file);
                Files.delete(file.getParent());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeEach
    void connect() {
        client = new TrainerTestClient(port);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void answersEveryRpcByTheRoleOfItsCaller() {
        assertThat(AccessMatrix.rpcsWithoutRow()).isEmpty();
        assertThat(AccessMatrix.wrongRpcs(client.channel())).isEmpty();
        assertThat(AccessMatrix.wrongUnknownRpcs(client.channel())).isEmpty();
    }

    @Test
    void hasARowForEveryRoute() {
        assertThat(AccessMatrix.routes(router)).contains("GET /q/health", "GET /q/health/ready", "GET /q/metrics");
        assertThat(AccessMatrix.routesWithoutRow(router)).isEmpty();
    }

    /** They name all models. */
    @Test
    void tellsMetricsToThoseThatMaySeeEveryModel() throws Exception {
        try (HttpClient browser = HttpClient.newHttpClient()) {
            for (String name : List.of("limited", "observe")) {
                HttpRequest request = HttpRequest.newBuilder(http.resolve("/q/metrics"))
                        .header("Authorization", "Bearer " + TestPrincipals.token(name))
                        .build();
                assertThat(browser.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .as(name)
                        .isEqualTo(name.equals("limited") ? 403 : 200);
            }
        }
    }

    @Test
    void answersEveryRouteByTheRoleOfItsCaller() {
        assertThat(AccessMatrix.wrongRoutes(http, List.of("Both", "Control plane")))
                .isEmpty();
    }

    @Test
    void showsPagesToThoseWhoLogIn() throws Exception {
        run("page-run", "cifar10");
        try (TestBrowser browser = new TestBrowser(http)) {
            // A stranger is asked for a token, at the address that was asked for.
            assertThat(browser.get("/runs?q=page").statusCode()).isEqualTo(401);
            assertThat(browser.page()).contains("name=\"token\"", "value=\"/runs?q=page\"");
            assertThat(browser.post("/login", Map.of("token", "wrong", "next", "/runs"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(browser.page()).contains("the token is not valid here");
            // The token of an observer shows, and does not change.
            Map<String, String> login = Map.of("token", TestPrincipals.token("observe"), "next", "/runs?q=page");
            assertThat(browser.post("/login", login).headers().firstValue("location"))
                    .hasValue("/runs?q=page");
            assertThat(browser.get("/runs?q=page").statusCode()).isEqualTo(200);
            assertThat(browser.page())
                    .contains("page-run", "observe", "Log out")
                    .doesNotContain("New run</a>\n</div>");
            assertThat(browser.get("/runs/page-run").statusCode()).isEqualTo(200);
            assertThat(browser.page()).doesNotContain("/runs/page-run/cancel\"");
            assertThat(browser.post("/runs/page-run/cancel", Map.of()).statusCode())
                    .isEqualTo(403);
            // Another site is not gone to after a login.
            assertThat(browser.post("/login", Map.of("token", TestPrincipals.token("train"), "next", "//evil.example"))
                            .headers()
                            .firstValue("location"))
                    .hasValue("/");
            assertThat(browser.post("/runs/page-run/cancel", Map.of("reason", "seen enough"))
                            .statusCode())
                    .isEqualTo(303);
            assertThat(browser.post("/logout", Map.of()).statusCode()).isEqualTo(303);
            assertThat(browser.get("/runs").statusCode()).isEqualTo(401);
        }
        assertThat(audit())
                .anyMatch(line -> line.getString("principal").equals("train")
                        && line.getString("action").equals("POST /runs/{run}/cancel")
                        && line.getString("outcome").equals("OK")
                        && line.getString("after").equals("cancelled"));
        assertThat(audit())
                .anyMatch(line -> line.getString("principal").equals("observe")
                        && line.getString("outcome").equals("PERMISSION_DENIED"));
    }

    @Test
    void hidesPagesOfModelsThatAPrincipalMayNotUse() throws Exception {
        run("hidden-page", "cifar10");
        run("own-page", "digits");
        try (TestBrowser browser = new TestBrowser(http)) {
            browser.get("/login");
            browser.post("/login", Map.of("token", TestPrincipals.token("limited"), "next", "/"));
            assertThat(browser.get("/runs/hidden-page").statusCode()).isEqualTo(404);
            assertThat(browser.get("/runs/hidden-page/events").statusCode()).isEqualTo(404);
            assertThat(browser.get("/compare?run=hidden-page").statusCode()).isEqualTo(404);
            assertThat(browser.get("/models/cifar10").statusCode()).isEqualTo(403);
            assertThat(browser.get("/runs?q=page").statusCode()).isEqualTo(200);
            assertThat(browser.page()).contains("own-page").doesNotContain("hidden-page");
        }
    }

    @Test
    void hidesRunsOfModelsThatAPrincipalMayNotUse() {
        // Given: a run that is there, whose model is not the principal's
        String hidden = run("hidden-run", "cifar10");
        String own = run("own-run", "digits");
        // Then
        assertThat(as("limited").getRun(get(own)).getRun().getRunId()).isEqualTo(own);
        for (String id : List.of(hidden, "missing-run")) {
            String unknown = "NOT_FOUND: there is no run 'ID'";
            CancelRunRequest cancel = CancelRunRequest.newBuilder().setRunId(id).build();
            WatchRunRequest watch = WatchRunRequest.newBuilder().setRunId(id).build();
            DeleteRunRequest delete =
                    DeleteRunRequest.newBuilder().setRunId(id).setForce(true).build();
            assertThat(refusal(() -> as("limited").getRun(get(id)), id)).isEqualTo(unknown);
            assertThat(refusal(() -> as("limited").cancelRun(cancel), id)).isEqualTo(unknown);
            assertThat(refusal(() -> as("limited").watchRun(watch).next(), id)).isEqualTo(unknown);
            assertThat(as("limited").deleteRun(delete).getExisted()).isFalse();
        }
        assertThat(as("limited").listRuns(ListRunsRequest.getDefaultInstance()).getRunsList())
                .extracting(Run::getRunId)
                .contains(own)
                .doesNotContain(hidden);
        assertThat(as("admin").getRun(get(hidden)).getRun().getRunId()).isEqualTo(hidden);
    }

    @Test
    void letsAPrincipalTrainItsModelsOnly() {
        SubmitRunRequest.Builder run = SubmitRunRequest.newBuilder();
        run.getSpecBuilder().setModel("cifar10");
        assertThat(code(() -> as("limited").submitRun(run.build()))).isEqualTo(Status.Code.PERMISSION_DENIED);
        run.getSpecBuilder().setModel(""); // the service's own
        assertThat(code(() -> as("limited").submitRun(run.build()))).isEqualTo(Status.Code.PERMISSION_DENIED);
        run.getSpecBuilder().setModel("digits");
        assertThat(code(() -> as("limited").submitRun(run.build()))).isEqualTo(Status.Code.INVALID_ARGUMENT);
        SubmitSweepRequest sweep = SubmitSweepRequest.newBuilder()
                .setYaml("name: cifar10\nbase: {base: demo}\ngrid: {seed: [1, 2]}\n")
                .setDataset("sample")
                .build();
        assertThat(code(() -> as("limited").submitSweep(sweep)))
                .isIn(Status.Code.PERMISSION_DENIED, Status.Code.INVALID_ARGUMENT);
        for (String model : List.of("cifar10", "missing")) {
            assertThat(code(() -> registry("limited")
                            .listVersions(ListVersionsRequest.newBuilder()
                                    .setModel(model)
                                    .build())))
                    .isEqualTo(Status.Code.PERMISSION_DENIED);
        }
    }

    @Test
    void leavesALineOfEachChangeAndOfEachAttempt() {
        // Given
        String id = run("audited-run", "digits");
        // When
        as("train").cancelRun(CancelRunRequest.newBuilder().setRunId(id).build());
        code(() ->
                as("train").deleteRun(DeleteRunRequest.newBuilder().setRunId(id).build()));
        as("admin").deleteRun(DeleteRunRequest.newBuilder().setRunId(id).build());
        code(() -> registry("promote")
                .promote(PromoteRequest.newBuilder()
                        .setModel("digits")
                        .setVersion("999")
                        .setReason("test")
                        .setPromotedBy("root")
                        .build()));
        // Then
        List<JsonObject> lines = audit();
        assertThat(lines)
                .anyMatch(line -> is(line, "train", "CancelRun", "OK")
                        && line.getString("target").equals("runs/" + id)
                        && line.getString("before").equals("suspended")
                        && line.getString("after").equals("cancelled")
                        && line.getString("from").startsWith("127."));
        assertThat(lines).anyMatch(line -> is(line, "train", "DeleteRun", "PERMISSION_DENIED"));
        assertThat(lines)
                .anyMatch(line -> is(line, "admin", "DeleteRun", "OK")
                        && line.getString("target").equals("runs/" + id)
                        && line.getString("before").equals("cancelled")
                        && line.getString("after") == null);
        assertThat(lines).anyMatch(line -> is(line, "promote", "Promote", "NOT_FOUND"));
        assertThat(audit().toString()).doesNotContain("root", TestPrincipals.token("train"));
    }

    private static boolean is(JsonObject line, String principal, String rpc, String outcome) {
        return line.getString("principal").equals(principal)
                && line.getString("action").endsWith("/" + rpc)
                && line.getString("outcome").equals(outcome);
    }

    private List<JsonObject> audit() throws UncheckedIOException {
        try {
            return Files.readAllLines(config.home().resolve("audit/resforge-trainer.jsonl")).stream()
                    .map(JsonObject::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A run that is suspended before a worker could take it. */
    private String run(String id, String model) {
        RunStore runs = new RunStore(store);
        runs.hold(id, new RunSuspension(true, 0));
        runs.submit(
                new RunSpec(id, model, "/data", null, RecipeWriter.tree(SampleRuns.recipe()), Instant.now(), Map.of()));
        return id;
    }

    /** No browser is let to another site's page here, and routes of the framework answer any method. */
    @Test
    void tellsNothingToWhatLooksLikeABrowsersQuestion() throws Exception {
        try (HttpClient browser =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (String path : List.of("/q/metrics", "/q/health/group/x", "/q/health/well", "/")) {
                for (String asked : List.of("Access-Control-Request-Method", "Access-Control-Request-Headers")) {
                    HttpRequest request = HttpRequest.newBuilder(http.resolve(path))
                            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                            .header(asked, "GET")
                            .header("Origin", "http://elsewhere.example")
                            .build();
                    assertThat(browser.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode())
                            .as(path)
                            .isEqualTo(401);
                }
            }
        }
    }

    private static String refusal(Runnable call, String id) {
        Status status =
                catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus();
        return status.getCode() + ": " + status.getDescription().replace(id, "ID");
    }

    private TrainerServiceBlockingStub as(String name) {
        return client.trainer().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(AccessMatrix.headers(name)));
    }

    private RegistryServiceBlockingStub registry(String name) {
        return client.registry()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(AccessMatrix.headers(name)));
    }

    private static GetRunRequest get(String id) {
        return GetRunRequest.newBuilder().setRunId(id).build();
    }

    private static Status.Code code(Runnable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call::run)
                .getStatus()
                .getCode();
    }
}
