package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.Workplace;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a browser sends for a page that its user looks at. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class OtherSitesPagesTest extends RunningService {

    private static final List<String> CHANGING =
            List.of("/v2/repository/models/cifar10/load", "/v1/feedback", "/v1/classify", "/v2/models/cifar10/infer");

    @Test
    void changesNothingForAPageOfAnotherSite() throws IOException {
        String here = "localhost:" + ServiceClient.port("http");
        for (String path : CHANGING) {
            for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/json", "")) {
                assertThat(post(path, here, type, "Origin: https://evil.example"))
                        .startsWith("HTTP/1.1 403 ");
                assertThat(post(path, here, type, "Origin: null")).startsWith("HTTP/1.1 403 ");
                assertThat(post(path, here, type, "Origin: http://localhost:3000"))
                        .startsWith("HTTP/1.1 403 ");
                assertThat(post(path, here, type, "Origin: http://" + here, "Sec-Fetch-Site: cross-site"))
                        .startsWith("HTTP/1.1 403 ");
                assertThat(post(path, here, type, "Sec-Fetch-Site: same-site")).startsWith("HTTP/1.1 403 ");
            }
        }
        assertThat(post("/v1/feedback", here, "text/plain", "Origin: https://evil.example"))
                .contains("\"error\":\"a page of another site must not send this", "\"PERMISSION_DENIED\"");
    }

    @Test
    void changesNothingForANameThatWasMadeToMeanThisMachine() throws IOException {
        assertThat(post("/v1/feedback", "evil.example:80", "", "Origin: http://evil.example:80"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(post("/v1/feedback", "evil.example", "", "Sec-Fetch-Site: same-origin"))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void servesItsOwnPagesAndPrograms() throws IOException {
        String load = CHANGING.getFirst();
        for (String host : List.of("localhost:8080", "127.0.0.1:8080", "[::1]:8080")) {
            assertThat(post(load, host, "", "Origin: http://" + host, "Sec-Fetch-Site: same-origin"))
                    .startsWith("HTTP/1.1 200 ");
        }
        assertThat(post(load, "inference.ai.svc:8080", "")).startsWith("HTTP/1.1 200 ");
        assertThat(send("GET", "/v1/models", "evil.example", "", "Sec-Fetch-Site: cross-site"))
                .startsWith("HTTP/1.1 200 ")
                .doesNotContainIgnoringCase("access-control-allow-origin");
    }

    private static String post(String path, String host, String type, String... headers) throws IOException {
        return send("POST", path, host, type, headers);
    }

    private static String send(String method, String path, String host, String type, String... headers)
            throws IOException {
        String head = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 2\r\n"
                + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n") + String.join("\r\n", headers)
                + (headers.length == 0 ? "" : "\r\n") + "Connection: close\r\n\r\n{}";
        try (Socket socket = new Socket("localhost", ServiceClient.port("http"))) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
