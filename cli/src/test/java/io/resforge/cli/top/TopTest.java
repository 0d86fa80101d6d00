package io.resforge.cli.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import io.resforge.cli.top.Activity.Place;
import io.resforge.testing.Samples;
import io.resforge.testing.Screen;
import io.resforge.testing.Shell;
import io.resforge.v1.LoadedVersion;
import io.resforge.v1.Model;
import io.resforge.v1.ModelVersion;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final Place HERE = new Place("localhost:9001", "");

    /** What a server says that has answered so many calls, each with an image, in 2 to 4 ms. */
    private static String status(int calls) {
        String spread = "{'count': N, 'sum': N, 'bounds': [1, 2, 4], 'counts': [N, N, N]}";
        String seconds = "{'count': N, 'sum': 1, 'bounds': [0.001, 0.002, 0.004], 'counts': [0, 0, N]}";
        String readings = "{'queue': SECONDS, 'compute': SECONDS, 'batches': SPREAD}"
                .replace("SECONDS", seconds)
                .replace("SPREAD", spread)
                .replace("N", Integer.toString(calls));
        return """
                {'queue': {'images': 3, 'capacity': 512}, 'refused_calls': {'full': 2, 'late': 1}, 'models': [
                  {'name': 'cifar10', 'model': {'live': {'version': '4'}, 'versions': [
                     {'version': {'version': '5'}, 'share': 0.1, 'shadow_share': 0.0},
                     {'version': {'version': '4'}, 'share': 0.9, 'shadow_share': 0.0}]},
                   'measured': [{'version': '4', 'readings': READINGS}]},
                  {'name': 'shapes', 'none_live': 'it has no champion', 'measured': []}]}
                """.replace("READINGS", readings).replace('\'', '"');
    }

    private static ServedNow served(int calls, long at) {
        return ServedNow.of(JsonParser.parseString(status(calls)).getAsJsonObject(), at);
    }

    private static Activity activity(List<Run> runs) {
        return new Activity(NOON, HERE, runs, HERE, served(1250, 10_000_000_000L), served(0, 0));
    }

    private static List<String> lines(Screen screen, Activity activity, int height) {
        return new TopView(screen.terminal(), ZoneOffset.UTC)
                .lines(activity, height, "q leaves").stream().map(Screen::plain).toList();
    }

    @Test
    void showsRunsAndVersionsOnASmallTerminal() {
        List<Run> runs = List.of(Samples.training(2), Samples.run(RunState.RUN_STATE_QUEUED), Samples.succeeded());
        assertThat(lines(Screen.live(80), activity(runs), 24).stream()
                        .map(String::stripTrailing)
                        .collect(Collectors.joining("\n", "", "\n")))
                .isEqualTo("""
                        resforge top  12:00:00  q leaves

                        Training  localhost:9001  2 under way
                        RUN                       STATE      EPOCH              DONE  LEFT  IMAGES/S
                        run-20260131-142501-k3f9  running      2/3  ━━━━━─────   50%  1:23     1,234
                        run-20260131-142501-k3f9  queued         3
                        run-20260131-142501-k3f9  succeeded      3

                        Serving  localhost:9001  queue 3 of 512 images, 3 calls refused
                        MODEL    VERSION  ROLE    SHARE  CALLS/S  WAIT P50   P99  COMPUTE P50   P99
                        cifar10        4  live      90%      125      3.00  3.98         3.00  3.98
                        cifar10        5  canary    10%      0.0         -     -            -     -
                        shapes: it has no champion
                        """);
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "80, 10", "120, 40", "40, 12"})
    void fitsATerminalWithManyRuns(int width, int height) {
        List<Run> runs = Collections.nCopies(100, Samples.training(1));
        List<String> lines = lines(Screen.live(width), activity(runs), height);
        assertThat(lines).hasSizeLessThanOrEqualTo(height).anyMatch(line -> line.matches("and \\d+ more.*"));
        if (width >= 80) {
            assertThat(lines).allMatch(line -> line.length() <= width);
        }
        assertThat(lines.stream().filter(line -> line.startsWith("Serving"))).hasSize(1);
    }

    @Test
    void saysWhichServiceDoesNotAnswer() {
        Place away = new Place("", "nothing answers at localhost:9001");
        Activity activity = new Activity(NOON, away, List.of(), away, ServedNow.NOTHING, ServedNow.NOTHING);
        assertThat(lines(Screen.piped(), activity, 24))
                .contains(
                        "Training  does not answer: nothing answers at localhost:9001",
                        "Serving  does not answer: nothing answers at localhost:9001");
    }

    @Test
    void looksBackOnWhatCameBetweenTwoAnswers() {
        Spread before = new Spread(10, 1, new double[] {1, 2}, new double[] {10, 10});
        Spread now = new Spread(30, 3, new double[] {1, 2}, new double[] {10, 30});
        assertThat(now.since(before).count()).isEqualTo(20);
        assertThat(now.since(before).quantile(.5).orElseThrow()).isCloseTo(1.5, within(1e-9));
        assertThat(now.since(new Spread(40, 4, new double[] {1, 2}, new double[] {40, 40})))
                .isEqualTo(now);
        assertThat(Spread.NONE.quantile(.5)).isEmpty();
        assertThat(new Spread(4, 9, new double[] {1}, new double[] {0}).quantile(.5))
                .hasValue(1);
    }

    @Test
    void tellsProgramsOnceWhatGoesOn(@TempDir Path home) throws Exception {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/v1/status", exchange -> {
            byte[] body = status(7).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
        Shell shell = new Shell(home);
        try {
            String page = "http://localhost:" + http.getAddress().getPort() + "/";
            assertThat(shell.run("top", "--json", "--page", page)).isZero();
        } finally {
            http.stop(0);
        }
        JsonObject document = shell.json().getAsJsonObject();
        assertThat(document.get("queued_images").getAsInt()).isEqualTo(3);
        assertThat(document.getAsJsonObject("inference").get("answers").getAsBoolean())
                .isTrue();
        JsonObject live = document.getAsJsonArray("versions").get(0).getAsJsonObject();
        assertThat(live.get("version").getAsString()).isEqualTo("4");
        assertThat(live.get("calls_per_second").getAsDouble()).isZero();
    }

    @Test
    void tellsWhatGrpcSaysWhereNoPageIsKnown() {
        ModelVersion live =
                ModelVersion.newBuilder().setModel("cifar10").setVersion("4").build();
        ServedNow told = ServedNow.of(
                List.of(Model.newBuilder()
                        .setLive(live)
                        .addVersions(LoadedVersion.newBuilder().setVersion(live).setShare(1))
                        .build()),
                0);
        assertThat(lines(Screen.piped(), new Activity(NOON, HERE, List.of(), HERE, told, told), 24))
                .contains("Serving  localhost:9001  calls and times are told over HTTP: name its page with --page")
                .contains("cifar10        4  live   100%        -         -    -            -    -");
    }

    @Test
    void refusesAPageThatIsNone(@TempDir Path home) {
        Shell shell = new Shell(home);
        assertThat(shell.run("top", "--page", "localhost:8080")).isEqualTo(2);
        assertThat(shell.err()).startsWith("error: --page must be a URL such as http://localhost:8080/, was ");
    }
}
