package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.testing.Workplace;
import io.resforge.testing.TestBrowser;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pages of the inference service, as a browser without scripts gets them. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(120)
class TryPageTest extends RunningService {

    private static final int LARGEST_PAGE = 200_000;
    private static final List<String> PAGES = List.of("/", "/status", "/predictions/cifar10.1.8.hokm7.1.1");

    @TestHTTPResource("/")
    URI http;

    private TestBrowser browser;

    @BeforeEach
    void open() {
        browser = new TestBrowser(http);
    }

    @AfterEach
    void leave() {
        browser.close();
    }

    @Test
    void greetsAPersonWithAPageToTryAModel() throws Exception {
        HttpResponse<String> page = browser.get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.body()).contains("<h1>Try a model</h1>", "href=\"/status\"", "type=\"file\"");
    }

    @Test
    void noPageHoldsAScriptOrAStyleOrLoadsFromAnotherHost() throws Exception {
        for (String path : PAGES) {
            HttpResponse<String> page = browser.get(path);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'", "script-src 'self';")
                    .doesNotContain("unsafe");
            assertThat(page.body())
                    .as(path)
                    .doesNotContain(" style=", " onclick=", "<script>")
                    .doesNotContainPattern("(src|href)=\"(https?:)?//");
        }
    }

    @Test
    void aPageAndAllThatItLoadsStaySmall() throws Exception {
        for (String path : PAGES) {
            String page = browser.get(path).body();
            int bytes = page.length();
            Matcher file = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"").matcher(page);
            while (file.find()) {
                HttpResponse<String> asset = browser.get(file.group(1));
                assertThat(asset.statusCode()).as(file.group(1)).isEqualTo(200);
                bytes += asset.body().length();
            }
            assertThat(bytes).as(path).isLessThan(LARGEST_PAGE);
        }
    }

    @Test
    void anIdThatIsMarkupStaysText() throws Exception {
        String page = browser.get("/predictions/%3Cscript%3Ealert(1)%3C%2Fscript%3E%22'")
                .body();
        assertThat(page).contains("&lt;script&gt;alert(1)").doesNotContain("<script>alert", "\"'\"");
    }

    @Test
    void whereThereIsNoPageThereIsAWordForPeopleAndJsonForPrograms() throws Exception {
        assertThat(browser.get("/nothing").statusCode()).isEqualTo(404);
        assertThat(client.status("/v1/nothing")).isEqualTo(404);
        assertThat(client.status("/q/health/ready")).isEqualTo(200);
    }
}
