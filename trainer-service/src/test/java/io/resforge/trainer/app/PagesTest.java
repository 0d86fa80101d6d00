package io.resforge.trainer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStatus;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.RunSuspension;
import io.resforge.testing.TestBrowser;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.trainer.testing.ServerSettings;
import io.resforge.training.recipe.RecipeWriter;
import io.resforge.web.WebAssets;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The control plane's pages, as a browser without scripts gets them. */
@QuarkusTest
@QuarkusTestResource(ServerSettings.class)
@Timeout(180)
class PagesTest {

    private static final String HOSTILE = "/data/<script>alert(1)</script>\"'</script>";

    @Inject
    RunStore runs;

    @TestHTTPResource("/")
    URI http;

    private TestBrowser browser;

    @BeforeEach
    void open() {
        browser = new TestBrowser(http);
    }

    @AfterEach
    void close() {
        browser.close();
    }

    @Test
    void leadsToTheRuns() throws Exception {
        assertThat(browser.get("/").headers().firstValue("location")).hasValue("/runs");
        HttpResponse<String> list = browser.get("/runs");
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.body()).contains("<h1>Runs</h1>", "aria-current=\"page\"");
    }

    @Test
    void allowsNoScriptInAPageAndNothingFromOthers() throws Exception {
        HttpResponse<String> list = browser.get("/runs");
        assertThat(list.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(list.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(list.body()).doesNotContain(" style=", " onclick=").doesNotContainPattern("(src|href)=\"https?:");
        assertThat(list.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("resforge-form=", "HTTPOnly", "SameSite=Strict");
    }

    @Test
    void letsBrowsersKeepItsFilesForEver() throws Exception {
        browser.get("/runs");
        Matcher file = Pattern.compile("/assets/[a-z]+-[0-9a-f]+\\.[a-z]+").matcher(browser.page());
        int files = 0;
        while (file.find()) {
            HttpResponse<String> answer = browser.get(file.group());
            assertThat(answer.statusCode()).as(file.group()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Cache-Control").orElseThrow())
                    .contains("immutable");
            files++;
            browser.get("/runs");
        }
        assertThat(files).isGreaterThanOrEqualTo(5);
        assertThat(browser.get("/assets/page-000000000000.js").statusCode()).isEqualTo(404);
        assertThat(browser.get("/webjars/" + library()).statusCode()).isEqualTo(404);
    }

    /** A file of a library, which is a part of ours and is served as such only. */
    private static String library() throws Exception {
        Properties paths = new Properties();
        try (InputStream in = WebAssets.class.getResourceAsStream("libraries.properties")) {
            paths.load(in);
        }
        String path = paths.getProperty("htmx");
        assertThat(WebAssets.class.getResource(path)).isNotNull();
        return path.substring("/META-INF/resources/webjars/".length());
    }

    @Test
    void showsTextsOfStrangersAsText() throws Exception {
        heldRun("hostile-run", HOSTILE);
        for (String path : new String[] {
            "/runs/hostile-run",
            "/compare?run=hostile-run",
            "/runs?q=%3Cscript%3E&model=%22%3E%3Cb%3E",
            "/runs/new?like=hostile-run"
        }) {
            HttpResponse<String> page = browser.get(path);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.body()).as(path).doesNotContain("<script>alert", "<script>&", "\"><b>");
        }
        assertThat(browser.get("/runs/hostile-run").body()).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    @Test
    void showsARunWithItsCurvesAndBestEpoch() throws Exception {
        heldRun("curved-run", "/data/x");
        for (int epoch = 1; epoch <= 3; epoch++) {
            runs.finish(
                    "curved-run",
                    new EpochRecord(
                            epoch,
                            2.0 / epoch,
                            0.2 * epoch,
                            null,
                            2.1 / epoch,
                            0.25 * epoch,
                            null,
                            null,
                            1.5,
                            0.1,
                            900,
                            epoch == 2));
        }
        runs.report(
                "curved-run",
                new RunStatus(
                        Instant.now(),
                        Instant.now(),
                        new RunStatus.Progress(4, 9, 5, 10, 1.5, 0.5, null, 2.5, 1000, 3725, 0.05)));
        String page = browser.get("/runs/curved-run").body();
        assertThat(page)
                .contains("best epoch 2", "data-curve=\"accuracy\"", "data-curve=\"gradient\"", "\"step\"", "4 of 9")
                .contains("./resforge train --data /data/x --model colours", "suspended");
        String curves = browser.get("/runs/curved-run/curves").body();
        assertThat(curves).contains("\"values\":[1,2,3]", "[10,20,30]", "\"mark\":{");
    }

    @Test
    void suspendsResumesAndCancels() throws Exception {
        heldRun("driven-run", "/data/x");
        browser.get("/runs/driven-run");
        assertThat(browser.page()).contains("Resume", "data-confirm");
        assertThat(browser.post("/runs/driven-run/suspend", Map.of()).headers().firstValue("location"))
                .hasValue("/runs/driven-run");
        assertThat(browser.post("/runs/driven-run/cancel", Map.of("reason", "enough <b>seen</b>"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(browser.get("/runs/driven-run").body())
                .contains("cancelled: enough &lt;b&gt;seen&lt;/b&gt;")
                .doesNotContain(">Cancel this run<");
        assertThat(browser.post("/runs/driven-run/resume", Map.of()).statusCode())
                .isEqualTo(409);
    }

    @Test
    void changesNothingForForgedRequests() throws Exception {
        heldRun("safe-run", "/data/x");
        browser.get("/runs/safe-run");
        assertThat(browser.post("/runs/safe-run/cancel", Map.of("form_token", "guessed"))
                        .statusCode())
                .isEqualTo(400);
        try {
            assertThat(browser.post("/runs/safe-run/cancel", Map.of("reason", "x".repeat(70_000)))
                            .statusCode())
                    .isEqualTo(413);
        } catch (IOException e) { // the connection ends with the answer, which may come while the rest is being sent
            assertThat(e).hasMessageNotContaining("timed out");
        }
        try (HttpClient other = HttpClient.newHttpClient()) {
            for (String origin : new String[] {"https://evil.example", "null", "http://localhost:1"}) {
                HttpRequest forged = HttpRequest.newBuilder(http.resolve("/runs/safe-run/cancel"))
                        .header("Origin", origin)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("reason=x"))
                        .build();
                assertThat(other.send(forged, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(403);
            }
        }
        assertThat(runs.end("safe-run")).isEmpty();
    }

    @Test
    void tellsPeopleAndProgramsApartWhenThereIsNothing() throws Exception {
        HttpResponse<String> page = browser.get("/runs/no-such-run");
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).contains("<h1>There is no such page</h1>", "no-such-run");
        assertThat(browser.get("/nowhere").body()).contains("<h1>There is no such page</h1>");
        assertThat(browser.get("/runs?state=flying").statusCode()).isEqualTo(400);
        assertThat(browser.page()).contains("state must be one of queued");
        assertThat(browser.get("/runs/UPPER").statusCode()).isEqualTo(400);
        try (HttpClient program = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = program.send(
                    HttpRequest.newBuilder(http.resolve("/nowhere")).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).startsWith("{\"error\"").contains("NOT_FOUND");
        }
    }

    @Test
    void listsFiftyAtATimeAndKeepsFiltersInTheAddress() throws Exception {
        for (int i = 0; i < 60; i++) {
            heldRun("paged-" + i, "/data/x");
        }
        String first = browser.get("/runs?q=paged-&state=suspended").body();
        assertThat(first.split("<tr id=\"row-paged-", -1)).hasSize(51);
        Matcher next = Pattern.compile("href=\"(/runs\\?[^\"]*after=[^\"]*)\"").matcher(first);
        assertThat(next.find()).isTrue();
        assertThat(next.group(1)).contains("state=suspended", "q=paged-");
        String second = browser.get(next.group(1).replace("&amp;", "&")).body();
        assertThat(second.split("<tr id=\"row-paged-", -1)).hasSize(11);
        assertThat(browser.get("/runs?q=paged-&after=nonsense").statusCode()).isEqualTo(400);
    }

    @Test
    void checksARunAsOneTypesItAndStartsIt() throws Exception {
        assertThat(browser.get("/runs/new").statusCode()).isEqualTo(200);
        assertThat(browser.page()).contains("name=\"set.optimizer.kind\"", "he2016-resnet20", "./resforge train");
        browser.get("/runs/new");
        HttpResponse<String> wrong = browser.post(
                "/runs/new/check", Map.of("dataset", "", "set.epochs", "-1", "set.lr", "fast", "model", "A B"));
        assertThat(wrong.body())
                .contains("spec.dataset", "spec.recipe.epochs", "spec.recipe.lr", "spec.model", "\"set.epochs\":");
        assertThat(browser.post("/runs/new", Map.of("dataset", "/no/such/folder"))
                        .statusCode())
                .isEqualTo(422);
        assertThat(browser.page()).contains("there is no folder");
        HttpResponse<String> right = browser.post(
                "/runs/new/check",
                Map.of(
                        "dataset",
                        "sample",
                        "recipe",
                        "he2016-resnet20",
                        "set.epochs",
                        "3",
                        "set.optimizer.kind",
                        "adam"));
        assertThat(right.body())
                .contains("3 epochs", "./resforge train --recipe he2016-resnet20 --data sample --set epochs=3");
    }

    @Test
    void comparesOnlyWhatDiffers() throws Exception {
        heldRun("left-run", "/data/one");
        heldRun("right-run", "/data/two");
        String page = browser.get("/compare?run=left-run&run=right-run").body();
        assertThat(page)
                .contains("<th scope=\"row\">data</th>", "/data/one", "/data/two")
                .doesNotContain("<th scope=\"row\">arch</th>");
        assertThat(browser.get("/compare").body()).contains("Choose some");
    }

    @Test
    void knowsNoModelWithoutVersions() throws Exception {
        assertThat(browser.get("/models").statusCode()).isEqualTo(200);
        assertThat(browser.get("/models/nothing").statusCode()).isEqualTo(404);
        browser.get("/models");
        assertThat(browser.post("/models/nothing/promote", Map.of("version", "1"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(browser.page()).contains("reason: must be given");
        browser.get("/models");
        assertThat(browser.post("/models/nothing/rollback", Map.of("reason", "why"))
                        .statusCode())
                .isEqualTo(409);
    }

    /** A run that is suspended before a worker could take it. */
    private void heldRun(String id, String dataset) {
        runs.hold(id, new RunSuspension(true, 0));
        runs.submit(new RunSpec(
                id, "colours", dataset, null, RecipeWriter.tree(SampleRuns.recipe()), Instant.now(), Map.of()));
    }
}
