package io.resforge.spine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.resforge.cli.local.ServicePorts;
import io.resforge.cli.local.ServiceProcess;
import io.resforge.client.Images;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import io.resforge.monitoring.Dashboard;
import io.resforge.monitoring.Programs;
import io.resforge.monitoring.PrometheusQuery;
import io.resforge.monitoring.PrometheusRules;
import io.resforge.v1.Image;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever the dashboards and rules ask for is told by the services and a worker that run. */
class MonitoringIT {

    private static final ServicePorts PORTS = ServicePorts.free();
    private static final int WORKER = PORTS.grpc();
    private static final Duration LONGEST = Duration.ofSeconds(60);

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
        Follow.submitted(spine.client(), Recipes.endless(dataset)).awaitTraining();
        // Then
        allAreAnswered(prometheus, dashboards());
        allAreAnswered(prometheus, selectors(PrometheusRules.queries()));
        assertThat(prometheus.rules()).hasSameSizeAs(PrometheusRules.queries()).allSatisfy(rule -> assertThat(
                        rule.get("health").getAsString())
                .as(rule.toString())
                .isEqualTo("ok"));
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
                        "localhost:" + PORTS.http())));
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
