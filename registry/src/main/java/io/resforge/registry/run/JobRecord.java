package io.resforge.registry.run;

import io.resforge.registry.json.JsonTree;
import io.resforge.registry.value.FieldChecks;
import java.util.Map;

/**
 * The Kubernetes Job of a run: {@code runs/<run>/job.json}. From it the same Job can be made again.
 *
 * @param namespace the uid of the Job's namespace, which tells one cluster from another
 * @param manifest the Job as it was applied
 */
public record JobRecord(String namespace, String uid, Map<String, Object> manifest) {

    public JobRecord {
        FieldChecks.text("namespace", namespace);
        FieldChecks.text("uid", uid);
        manifest = JsonTree.copyOf(FieldChecks.present("manifest", manifest));
    }
}
