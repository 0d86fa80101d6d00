package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.rpc.RetryInfo;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.inference.testing.IdentitiesAsked;
import io.resforge.inference.testing.IdentitiesAsked.OpenIdProvider;
import io.resforge.inference.testing.ImageFiles;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.TestStore;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.inference.testing.TwoModels;
import io.resforge.inference.testing.Workplace;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.support.access.AccessTable;
import io.resforge.testing.AccessMatrix;
import io.resforge.testing.TestPrincipals;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.FeedbackRequest;
import io.resforge.v1.GetModelRequest;
import io.resforge.v1.InferenceServiceGrpc;
import io.resforge.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import io.resforge.v1.ListModelsRequest;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may do what with a service that asks for identities. */
@QuarkusTest
@QuarkusTestResource(value = Workplace.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = IdentitiesAsked.class, restrictToAnnotatedClass = true)
@Timeout(120)
class IdentityTest {

    private static final String OTHER = TwoModels.SECOND;

    @Inject
    InferenceConfig config;

    @Inject
    Router router;

    @Inject
    Vertx vertx;

    TestPrincipals principals;
    OpenIdProvider provider;

    private ServiceClient client;
    private HttpClient http;

    /** This registry outlives the service: the next one that this process starts would show the gauges of this one's models. */
    @AfterAll
    static void forgetMeters() {
        Metrics.globalRegistry.clear();
    }

    @BeforeEach
    void serve() {
        client = new ServiceClient();
        http = HttpClient.newHttpClient();
        TestStore store = new TestStore(config.home());
        store.promote(TinyNetwork.of(1));
        store.promote(OTHER, TinyNetwork.of(2));
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> as("admin")
                                .listModels(ListModelsRequest.getDefaultInstance())
                                .getModelsCount()
                        == 2);
    }

    @AfterEach
    void close() {
        client.close();
        http.close();
    }

    @Test
    void tellsNoNamesByHealthWhichEveryoneMayAskFor() throws Exception {
        for (String path : List.of("/q/health", "/q/health/ready", "/q/health/started", "/v2/health/ready")) {
            HttpResponse<String> health =
                    http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(health.statusCode()).as(path).isEqualTo(200);
            assertThat(health.body()).doesNotContain(config.model(), OTHER, "version");
        }
    }

    @Test
    void answersEveryRpcByTheRoleOfItsCaller() {
        assertThat(AccessMatrix.rpcsWithoutRow()).isEmpty();
        assertThat(AccessMatrix.wrongRpcs(client.channel())).isEmpty();
        assertThat(AccessMatrix.wrongUnknownRpcs(client.channel())).isEmpty();
    }

    @Test
    void answersEveryRouteByTheRoleOfItsCaller() {
        assertThat(AccessMatrix.wrongRoutes(uri("/"), List.of("Inference service", "Both")))
                .isEmpty();
    }

    @Test
    void hasARowForEveryRouteOfTheFramework() {
        assertThat(AccessMatrix.routes(router)).contains("GET /q/health", "GET /q/health/ready", "GET /q/metrics");
        assertThat(AccessMatrix.routesWithoutRow(router)).isEmpty();
    }

    @Test
    void seesARouteWithoutARowWhereverItIs() {
        Router below = Router.router(vertx);
        below.get("/below").handler(RoutingContext::end);
        Route plain = router.get("/q/plain").handler(RoutingContext::end);
        Route mounted = router.route("/q/mounted*").subRouter(below);
        try {
            assertThat(AccessMatrix.routesWithoutRow(router)).contains("GET /q/plain", "GET /q/mounted/below");
        } finally {
            plain.remove();
            mounted.remove();
        }
    }

    @Test
    void hasARowForEveryMethodOfAResource() {
        List<String> calls = new ArrayList<>();
        new ClassFileImporter()
                .importPackages("io.resforge.inference.api.http").stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .forEach(type -> type.getMethods().stream()
                                .filter(method ->
                                        method.isAnnotatedWith(GET.class) || method.isAnnotatedWith(POST.class))
                                .forEach(method -> calls.add((method.isAnnotatedWith(GET.class) ? "GET " : "POST ")
                                        + type.getAnnotationOfType(Path.class).value()
                                        + method.tryGetAnnotationOfType(Path.class)
                                                .map(path -> "/" + path.value())
                                                .orElse(""))));
        Set<String> rows = AccessTable.sections().stream()
                .flatMap(section -> section.rows().stream())
                .map(AccessTable.Row::call)
                .collect(Collectors.toSet());
        assertThat(calls).hasSizeGreaterThan(15).allMatch(rows::contains);
        assertThat(new ClassFileImporter()
                        .importPackages("io.resforge.inference").stream()
                                .flatMap(type -> type.getMethods().stream())
                                .filter(method -> method.getAnnotations().stream()
                                        .anyMatch(
                                                it -> it.getRawType().isAnnotatedWith(jakarta.ws.rs.HttpMethod.class)))
                                .filter(method ->
                                        !method.isAnnotatedWith(GET.class) && !method.isAnnotatedWith(POST.class)))
                .isEmpty();
    }

    @Test
    void refusesPathsThatNoRowHas() throws Exception {
        List<String> paths =
                new ArrayList<>(List.of("/q", "/q/dev", "/q/arc", "/v1/nothing", "/v2/models", "/q/health/group/x"));
        AccessMatrix.REFUSED.forEach(route -> paths.add(route.split(" ")[1]));
        for (String path : paths) {
            assertThat(get(path, AccessMatrix.NONE).statusCode()).as(path).isEqualTo(401);
            assertThat(get(path, "admin").statusCode()).as(path).isEqualTo(403);
        }
    }

    @Test
    void tellsNothingToWhatLooksLikeABrowsersQuestion() throws Exception {
        for (String path : List.of("/q/metrics", "/v1/models", "/v2/models/cifar10", "/q/health/well")) {
            HttpRequest request = HttpRequest.newBuilder(uri(path))
                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                    .header("Access-Control-Request-Method", "GET")
                    .header("Origin", "http://elsewhere.example")
                    .build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
    }

    @Test
    void tellsHowToProveAnIdentityAndNothingElse() throws Exception {
        HttpResponse<String> answer = get("/v1/models/cifar10", AccessMatrix.NONE);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"resforge\"");
        assertThat(answer.body()).contains("UNAUTHENTICATED").doesNotContain("cifar10");
        assertThat(get("/v1/models/missing", AccessMatrix.NONE).body()).isEqualTo(answer.body());
        assertThat(get("/v1/models/cifar10", AccessMatrix.UNKNOWN).body())
                .contains("unknown, was revoked or has expired")
                .doesNotContain(TestPrincipals.token(AccessMatrix.UNKNOWN));
    }

    @Test
    void takesNoBodyOfACallerWithoutAnIdentity() throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(uri("/v1/classify"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1 << 20]))
                        .header("Content-Type", "image/png")
                        .header("Content-Encoding", "gzip")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(client.metric("resforge_inference_rejected_total{reason=\"invalid\"}"))
                .isZero();
    }

    @Test
    void letsAPrincipalSeeAndUseItsModelsOnly() throws Exception {
        // Given
        principals.add("limited", "classify,observe,feedback", "models=" + OTHER);
        await().atMost(Duration.ofSeconds(60)).until(() -> admitted("limited"));
        // Then
        assertThat(as("limited")
                        .listModels(ListModelsRequest.getDefaultInstance())
                        .getModelsList())
                .extracting(model -> model.getLive().getModel())
                .containsExactly(OTHER);
        assertThat(get("/v1/models", "limited").body()).contains(OTHER).doesNotContain("cifar10");
        assertThat(get("/q/metrics", "limited").statusCode()).isEqualTo(403);
        ClassifyResponse own = as("limited").classify(request(OTHER));
        assertThat(own.getModel().getModel()).isEqualTo(OTHER);
        assertSameRefusal("cifar10", "missing");
        assertThat(code(() -> as("limited").classify(request("")))).isEqualTo(Status.Code.PERMISSION_DENIED);
        String theirs =
                as("admin").classify(request("cifar10")).getPredictions(0).getId();
        assertThat(code(() -> as("limited").feedback(feedback(theirs)))).isEqualTo(Status.Code.INVALID_ARGUMENT);
        as("limited").feedback(feedback(own.getPredictions(0).getId()));
    }

    private void assertSameRefusal(String there, String missing) throws Exception {
        assertThat(get("/v2/models/" + there, "limited").statusCode()).isEqualTo(403);
        assertThat(get("/v2/models/" + there, "limited").body())
                .isEqualTo(get("/v2/models/" + missing, "limited").body());
        assertThat(get("/v2/models/%63ifar10/ready", "limited").statusCode()).isEqualTo(403);
        assertThat(refusal(() -> as("limited").getModel(model(there))))
                .isEqualTo(refusal(() -> as("limited").getModel(model(missing))));
        assertThat(post("/v1/classify?model=" + OTHER + "&model=" + there, "limited"))
                .isEqualTo(403);
        assertThat(post("/v1/classify", "limited")).isEqualTo(403);
    }

    @Test
    void tellsProbesOfTheServerAndNotOfItsModels() {
        HealthGrpc.HealthBlockingStub probe = HealthGrpc.newBlockingStub(client.channel());
        assertThat(probe.check(health("")).getStatusValue()).isPositive();
        probe.check(health("resforge.v1.InferenceService"));
        assertThat(code(() -> probe.check(health("cifar10")))).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(code(() -> probe.check(health("missing")))).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(with("observe", probe).check(health("cifar10")).getStatusValue())
                .isPositive();
        assertThat(code(() -> with("train", probe).check(health("cifar10")))).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    /** It takes a while to check a token that comes for the first time: the call waits for it, and nothing of its body is lost. */
    @Test
    void answersCallsWithTheTokensOfAnOpenIdProvider() throws Exception {
        for (int i = 0; i < 5; i++) {
            String token = provider.token("alice-" + i, "classify");
            Metadata headers = new Metadata();
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
            InferenceServiceBlockingStub alice =
                    client.inference().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
            assertThat(alice.classify(request("cifar10")).getPredictionsCount()).isEqualTo(1);
            String another = provider.token("bob-" + i, "classify");
            assertThat(classify(another)).isEqualTo(200);
            assertThat(classify(another)).isEqualTo(200);
            assertThat(classify(provider.token("carol-" + i, "train"))).isEqualTo(403);
            assertThat(classify(another.substring(0, another.length() - 4) + "AAAA"))
                    .isEqualTo(401);
            assertThat(code(() -> alice.feedback(feedback("none")))).isEqualTo(Status.Code.PERMISSION_DENIED);
        }
    }

    private int classify(String token) throws Exception {
        byte[] picture = ImageFiles.png(ImageShape.CIFAR, TinyNetwork.pixels(7));
        HttpRequest request = HttpRequest.newBuilder(uri("/v1/classify"))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "image/png")
                .POST(HttpRequest.BodyPublishers.ofByteArray(picture))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void forgetsATokenThatIsRevokedWhileItsStreamIsOpen() throws Exception {
        // Given
        principals.add("leaver", "classify", "");
        await().atMost(Duration.ofSeconds(60)).until(() -> admitted("leaver"));
        CompletableFuture<Status> end = new CompletableFuture<>();
        StreamObserver<ClassifyRequest> stream = with("leaver", InferenceServiceGrpc.newStub(client.channel()))
                .classifyStream(new StreamObserver<>() {
                    @Override
                    public void onNext(ClassifyResponse answer) {}

                    @Override
                    public void onError(Throwable failure) {
                        end.complete(Status.fromThrowable(failure));
                    }

                    @Override
                    public void onCompleted() {
                        end.complete(Status.OK);
                    }
                });
        stream.onNext(request("cifar10"));
        // When
        principals.remove("leaver");
        // Then
        await().atMost(Duration.ofSeconds(60)).until(() -> !admitted("leaver"));
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            stream.onNext(request("cifar10"));
            return end.isDone();
        });
        assertThat(end.get(1, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    @Test
    void refusesATokenOnceItHasExpired() {
        principals.add("early", "classify", "expires=" + Instant.now().plusSeconds(3));
        await().atMost(Duration.ofSeconds(60)).until(() -> admitted("early"));
        await().atMost(Duration.ofSeconds(30)).until(() -> !admitted("early"));
    }

    @Test
    void boundsHowOftenAPrincipalCalls() throws Exception {
        // Given
        principals.add("eager", "observe", "");
        principals.add("calm", "observe", "");
        await().atMost(Duration.ofSeconds(60)).until(() -> admitted("eager") && admitted("calm"));
        // When
        StatusRuntimeException refusal = null;
        for (int i = 0; i < 1_000_000 && refusal == null; i++) {
            refusal = catchThrowableOfType(
                    StatusRuntimeException.class, () -> as("eager").getModel(model("cifar10")));
            if (i % 100 == 0) {
                flood("eager");
            }
        }
        // Then
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(ServiceClient.detail(refusal, RetryInfo.class).hasRetryDelay())
                .isTrue();
        assertThat(admitted("calm")).isTrue();
    }

    /** Many at once, so that the bound is passed on a slow machine too. */
    private void flood(String name) {
        var stub = with(name, InferenceServiceGrpc.newFutureStub(client.channel()));
        for (int i = 0; i < 4 * IdentitiesAsked.CALLS_A_SECOND; i++) {
            stub.getModel(model("cifar10"));
        }
    }

    @Test
    void countsRefusedCallsByAReasonThatNoCallerMakesUp() throws Exception {
        get("/v1/models/" + "x".repeat(100), AccessMatrix.UNKNOWN);
        String metrics = get("/q/metrics", "observe").body();
        assertThat(metrics)
                .containsPattern("resforge_access_refused_total\\{.*reason=\"unauthenticated\".*} [1-9]")
                .doesNotContain("xxx", TestPrincipals.token(AccessMatrix.UNKNOWN));
    }

    private boolean admitted(String name) {
        try {
            as(name).getModel(model(OTHER));
            return true;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() != Status.Code.UNAUTHENTICATED;
        }
    }

    private InferenceServiceBlockingStub as(String name) {
        return with(name, client.inference());
    }

    private static <S extends AbstractStub<S>> S with(String name, S stub) {
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(AccessMatrix.headers(name)));
    }

    private static ClassifyRequest request(String model) {
        return ServiceClient.request(7).toBuilder().setModel(model).build();
    }

    private static GetModelRequest model(String name) {
        return GetModelRequest.newBuilder().setModel(name).build();
    }

    private static HealthCheckRequest health(String service) {
        return HealthCheckRequest.newBuilder().setService(service).build();
    }

    private static FeedbackRequest feedback(String predictionId) {
        return FeedbackRequest.newBuilder()
                .setPredictionId(predictionId)
                .setTrueLabel(TinyNetwork.LABELS.getFirst())
                .build();
    }

    private static Status.Code code(Runnable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call::run)
                .getStatus()
                .getCode();
    }

    private static String refusal(Runnable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call::run).getMessage();
    }

    private static URI uri(String path) {
        return URI.create("http://localhost:" + ServiceClient.port("http") + path);
    }

    private HttpResponse<String> get(String path, String identity) throws Exception {
        return http.send(authorized(path, identity).build(), HttpResponse.BodyHandlers.ofString());
    }

    private int post(String path, String identity) throws Exception {
        HttpRequest.Builder request = authorized(path, identity)
                .header("Content-Type", "image/png")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[10]));
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpRequest.Builder authorized(String path, String identity) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
        return identity.equals(AccessMatrix.NONE)
                ? request
                : request.header("Authorization", "Bearer " + TestPrincipals.token(identity));
    }
}
