package io.resforge.registry.value;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.resforge.neuralnet.text.LogText.Excerpt;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of the audit: who changed what, from where, and how it ended. What is empty or null is not known, or was not there.
 *
 * @param service the program that writes it
 * @param principal who asked for it
 * @param from the caller's address; empty for what a program does by itself
 * @param requestId what lines of one request have in common
 * @param action an RPC, a route, or a word such as {@code prune}
 * @param target such as {@code models/cifar10/versions/3}
 * @param before what it was
 * @param after what it is then
 * @param outcome the name of a gRPC status
 * @param detail why, in words
 */
public record AuditLine(
        String service,
        String principal,
        String from,
        String requestId,
        String action,
        String target,
        String before,
        String after,
        String outcome,
        String detail) {

    private static final int LONGEST_TEXT = 300;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of what a program did by itself, or a person with its command line. */
    public static AuditLine of(
            String service,
            String principal,
            String requestId,
            String action,
            String target,
            String before,
            String after,
            String detail) {
        return new AuditLine(service, principal, "", requestId, action, target, before, after, "OK", detail);
    }

    /** As JSON, without a line's end in it. */
    public String json(Instant time) {
        Map<String, String> line = new LinkedHashMap<>();
        line.put("time", time.toString());
        line.put("service", service);
        line.put("principal", principal);
        line.put("from", shortened(from));
        line.put("request_id", requestId);
        line.put("action", action);
        line.put("target", shortened(target));
        line.put("before", shortened(before));
        line.put("after", shortened(after));
        line.put("outcome", outcome);
        line.put("detail", shortened(detail));
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can be written as JSON", e);
        }
    }

    private static String shortened(String text) {
        return text == null || text.isEmpty() ? null : Excerpt.of(text, LONGEST_TEXT);
    }
}
