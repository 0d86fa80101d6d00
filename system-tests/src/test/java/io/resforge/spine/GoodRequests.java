package io.resforge.spine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request over HTTP that the inference service understands.
 *
 * @param line such as {@code POST /v1/classify}
 * @param headers without those that each request has; each ends its line
 */
record GoodRequests(String line, String headers, byte[] body) {

    private static final byte[] PNG = SampleImages.encodedFrog().getEncoded().toByteArray();
    private static final byte[] PIXELS = SampleImages.rawFrog().getRaw().toByteArray();
    private static final String JSON = "Content-Type: application/json\r\n";

    /** Of both interfaces, one of each kind. */
    static List<GoodRequests> of(String model, String predictionId) {
        String one = "/v2/models/" + model;
        String head = "{\"inputs\": [{\"name\": \"images\", \"shape\": [1, 32, 32, 3], \"datatype\": \"UINT8\","
                + " \"parameters\": {\"binary_data_size\": 3072}}], \"parameters\": {\"binary_data_output\": true}}";
        Stream<GoodRequests> posts = Stream.of(
                new GoodRequests("POST /v1/classify?top_k=3&model=" + model, "Content-Type: image/png\r\n", PNG),
                new GoodRequests("POST /v1/classify", "Content-Type: multipart/form-data; boundary=cut\r\n", form()),
                new GoodRequests("POST /v1/explain", "Content-Type: image/png\r\n", PNG),
                new GoodRequests(
                        "POST /v1/feedback",
                        JSON,
                        utf8("{\"prediction_id\": \"" + predictionId + "\", \"true_label\": \"frog\"}")),
                new GoodRequests("POST " + one + "/infer", JSON, utf8("""
                                {"id": "mine", "inputs": [{"name": "images", "shape": [1], "datatype": "BYTES", "data": ["%s"]}],
                                 "outputs": [{"name": "label"}, {"name": "probabilities", "parameters": {"classification": 2}}]}
                                """.formatted(
                                Base64.getEncoder().encodeToString(PNG)))),
                new GoodRequests("POST " + one + "/versions/1/infer", JSON, utf8("""
                                {"inputs": [{"name": "images", "shape": [1, 32, 32, 3], "datatype": "FP32", "data": [[%s255]]}]}
                                """.formatted("0.5,".repeat(3071)))),
                new GoodRequests(
                        "POST " + one + "/infer",
                        "Content-Type: application/octet-stream\r\nInference-Header-Content-Length: " + head.length()
                                + "\r\n",
                        joined(utf8(head), PIXELS)),
                new GoodRequests("POST /v2/repository/index", JSON, utf8("{\"ready\": true}")),
                new GoodRequests("POST /v2/repository/models/" + model + "/load", JSON, utf8("{\"parameters\": {}}")));
        Stream<GoodRequests> gets = Stream.of(
                        "/v1/predictions/" + predictionId,
                        "/v1/status",
                        "/v1/models",
                        "/v1/models/" + model,
                        "/v1/models/" + model + "/examples?page=1",
                        "/v2",
                        "/v2/health/ready",
                        one,
                        one + "/config",
                        one + "/versions/1/ready")
                .map(path -> new GoodRequests("GET " + path, "Accept: application/json\r\n", new byte[0]));
        return Stream.concat(posts, gets).toList();
    }

    /** As it is sent, with this body. */
    byte[] with(byte[] other) {
        String length = line.startsWith("GET") ? "" : "Content-Length: " + other.length + "\r\n";
        String head = line + " HTTP/1.1\r\nHost: localhost\r\n" + headers + length + "Connection: close\r\n\r\n";
        return joined(utf8(head), other);
    }

    private static byte[] form() {
        byte[] parts = new byte[0];
        for (String name : List.of("a.png", "b.png")) {
            String head = "--cut\r\nContent-Disposition: form-data; name=\"image\"; filename=\"" + name
                    + "\"\r\nContent-Type: image/png\r\n\r\n";
            parts = joined(joined(parts, utf8(head)), joined(PNG, utf8("\r\n")));
        }
        return joined(parts, utf8("--cut--\r\n"));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
