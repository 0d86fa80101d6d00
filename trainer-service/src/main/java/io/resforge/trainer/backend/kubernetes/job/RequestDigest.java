package io.resforge.trainer.backend.kubernetes.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.resforge.neuralnet.text.Sha256;
import io.resforge.trainer.backend.kubernetes.job.JobRequest.JobPayload;
import java.util.HashMap;
import java.util.Map;

/**
 * What was asked for, in few letters. The order of a recipe's keys does not matter, and what the installation adds is not in it: a submission that
 * is sent again after the control plane got another image is the same one.
 */
final class RequestDigest {

    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private RequestDigest() {}

    static String of(JobRequest request) {
        Map<String, Object> asked = new HashMap<>();
        asked.put("model", request.model());
        asked.put("labels", request.labels());
        request.dataset().ifPresent(it -> asked.put("dataset", it));
        request.fromVersion().ifPresent(it -> asked.put("fromVersion", it));
        switch (request.work()) {
            case JobPayload.Training(var recipe) -> asked.put("recipe", recipe);
            case JobPayload.Sweep sweep -> {
                asked.put("sweep", sweep.name());
                sweep.definition().ifPresent(it -> asked.put("definition", JobArguments.definition(it)));
                asked.put("settings", sweep.settings());
                asked.put("members", sweep.members());
                asked.put("parallelism", sweep.parallelism());
            }
        }
        return "sha256:" + digest(asked);
    }

    private static String digest(Map<String, Object> asked) {
        try {
            return Sha256.of(SORTED.writeValueAsBytes(asked)).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can always be written", e);
        }
    }
}
