package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.testing.ImageFiles;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.Workplace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of requests whose header Content-Type is unusual or wrong, over a plain socket: no client would send most of them. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class OddContentTypeTest extends RunningService {

    private static final List<String> PATHS =
            List.of("/v1/classify", "/v1/feedback", "/v2/models/cifar10/infer", "/v2/repository/index");

    /** What no body is read by. */
    private static final List<String> MALFORMED = List.of(
            "",
            " ",
            ";",
            "/",
            "image",
            "image/",
            "/png",
            "a/b/c",
            "*",
            "image/png, image/png",
            "image/png; =",
            "image/png; a=1; a=2",
            "image/png; a=\"b",
            "multipart/form-data; boundary=\"cut",
            "multipart/form-data; boundary=cut; boundary=other",
            "multipart/form-data, multipart/form-data; boundary=cut");

    /** What is well-formed, and still leads to no form. */
    private static final List<String> WITHOUT_BOUNDARY = List.of(
            "multipart/form-data",
            "multipart/form-data; charset=foo",
            "multipart/form-data; charset=\"\"",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=\"\"",
            "multipart/form-data; boundary=\"a \"",
            "multipart/form-data; boundary=" + "x".repeat(71),
            "multipart/form-data; charset=\u00e4; boundary=\u00e4");

    @Test
    void refusesAHeaderThatIsNoTypeOnEveryPath() throws IOException {
        for (String path : PATHS) {
            for (String type : MALFORMED) {
                assertThat(post(path, type, "{}".getBytes(StandardCharsets.UTF_8)))
                        .as("%s with \"%s\"", path, type)
                        .startsWith("HTTP/1.1 400 ")
                        .contains("\"error\":\"Content-Type: must");
            }
        }
    }

    @Test
    void refusesAFormWithoutItsBoundary() throws IOException {
        for (String type : WITHOUT_BOUNDARY) {
            assertThat(post("/v1/classify", type, form("cut")))
                    .as("\"%s\"", type)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("Content-Type: must name the boundary");
        }
    }

    @Test
    void takesEveryBoundaryOfTheStandardWhateverElseTheHeaderSays() throws IOException {
        assertAnswers("a,b", "multipart/form-data; boundary=\"a,b\"");
        assertAnswers("a,b", "multipart/form-data; boundary=a,b");
        assertAnswers("=_a b:c/(d)?'", "multipart/form-data; boundary=\"=_a b:c/(d)?'\"");
        assertAnswers("----=_Part_1_2.3", "multipart/form-data; boundary=----=_Part_1_2.3");
        assertAnswers("cut", "multipart/form-data; boundary=\"c\\ut\"");
        assertAnswers("cut", "Multipart/Form-Data;BOUNDARY=cut");
        assertAnswers("cut", "multipart/form-data;;; boundary=cut;");
        assertAnswers("cut", "multipart/form-data; boundary=cut; charset=foo");
        assertAnswers("cut", "multipart/form-data; charset=\"; boundary=x\"; boundary=cut");
        assertAnswers("x".repeat(70), "multipart/form-data; boundary=" + "x".repeat(70));
    }

    /** A part has headers of its own. */
    @Test
    void refusesAFormWhosePartsHaveOddHeaders() throws IOException {
        for (String header : List.of(
                "Content-Type: image/png; charset=foo",
                "Content-Type: image/png; charset=",
                "Content-Transfer-Encoding: foo",
                "Content-Length: x",
                "Content-Length: 99999999999999999999",
                "Content-Disposition: form-data; name=\"a\"; filename*=foo''a",
                "Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''%zz",
                "Content-Disposition: form-data; name=\"a\"; filename*=",
                "Content-Disposition: form-data; name",
                "Content-Disposition",
                ":")) {
            assertThat(post("/v1/classify", "multipart/form-data; boundary=cut", form("cut", header)))
                    .as(header)
                    .matches("(?s)HTTP/1.1 (200|400) .*");
        }
    }

    /** A missing image would not be noticed otherwise, or its head would be held in memory several times. */
    @Test
    void refusesAFormThatIsNoListOfFiles() throws IOException {
        String part = "--cut~Content-Disposition: form-data; name=\"a\"; filename=\"a.png\"~";
        assertRefused("", "it does not end with --cut--");
        assertRefused(part + "~x~", "it does not end with --cut--");
        assertRefused(part + "~x~--cut--~" + part + "~x~--cut--~", "it has a part behind its end");
        assertRefused((part + "~x~").repeat(1_025) + "--cut--~", "must have at most 1024 parts");
        assertRefused(part + "A: " + "b".repeat(10_000) + "~~x~--cut--~", "no head of at most 8192 bytes");
        assertRefused(part + "A: b~".repeat(2_000) + "~x~--cut--~", "no head of at most 8192 bytes");
        assertRefused(part, "with an empty line behind it");
        assertRefused(part + "Content-Type: Multipart/mixed; boundary=b~~--b~~x~--b--~--cut--~", "no form of its own");
        assertRefused("--cut~~x~--cut--~", "a part's head cannot be read");
        assertRefused("--cut~Content-Type: image/png~~x~--cut--~", "a part's head cannot be read");
        assertRefused("--cut~Content-Disposition: attachment~~x~--cut--~", "a part's head cannot be read");
        assertRefused(part + "Content-Transfer-Encoding: base64~~x~--cut--~", "base64");
        assertRefused("--cut~Content-Disposition: form-data; name=\"top_k\"~~3~--cut--~", "top_k: must be a file");
        assertRefused("\n--cut".repeat(100_000) + "--cut--~", "body: ");
        assertRefused("--cut--~", "images: must be from 1");
    }

    private static void assertRefused(String form, String words) throws IOException {
        byte[] body = form.replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(post("/v1/classify", "multipart/form-data; boundary=cut", body))
                .as(form.substring(0, Math.min(200, form.length())))
                .startsWith("HTTP/1.1 400 ")
                .contains(words)
                .doesNotContain("Exception");
    }

    private void assertAnswers(String boundary, String type) throws IOException {
        assertThat(post("/v1/classify", type, form(boundary)))
                .as("\"%s\"", type)
                .startsWith("HTTP/1.1 200 ")
                .contains("\"file\":\"a.png\"");
    }

    private static byte[] form(String boundary, String... headers) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        String disposition = "Content-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n";
        String further = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        form.writeBytes(("--" + boundary + "\r\n" + disposition + further + "\r\n").getBytes(StandardCharsets.UTF_8));
        form.writeBytes(ImageFiles.png(32, 32));
        form.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return form.toByteArray();
    }

    private static String post(String path, String type, byte[] body) throws IOException {
        try (Socket server = new Socket("localhost", ServiceClient.port("http"))) {
            server.setSoTimeout(20_000);
            String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                    + body.length + "\r\nContent-Type: " + type + "\r\n\r\n";
            server.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            server.getOutputStream().write(body);
            return new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
