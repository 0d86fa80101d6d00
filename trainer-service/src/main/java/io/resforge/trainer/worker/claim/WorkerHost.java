package io.resforge.trainer.worker.claim;

import io.resforge.trainer.contract.WorkerPods;
import io.resforge.trainer.contract.WorkerProcess;
import java.util.Map;
import java.util.Optional;

/** Where a worker runs, which tells who looks after it. */
public sealed interface WorkerHost {

    /**
     * A machine: the control plane there started the worker, or a person did.
     *
     * @param host its name
     */
    record OnMachine(String host) implements WorkerHost {}

    /**
     * A pod of a Kubernetes Job, which starts another one when this one fails.
     *
     * @param name of the pod
     * @param uid that tells it from another of its name; empty if the pod was not told
     */
    record InPod(String name, Optional<String> uid) implements WorkerHost {}

    /**
     * As the environment of this process says: {@code POD_NAME} and {@code POD_UID} where the downward API sets them. Kubernetes itself
     * tells every container that it is one, and its host name is the pod's.
     *
     * @param launched whether a control plane on this machine started this process, and looks after it
     */
    static WorkerHost of(Map<String, String> environment, boolean launched) {
        String pod = environment.getOrDefault(WorkerPods.POD_NAME, "");
        if (launched || pod.isBlank() && !environment.containsKey("KUBERNETES_SERVICE_HOST")) {
            return new OnMachine(WorkerProcess.host());
        }
        String name = pod.isBlank() ? WorkerProcess.host() : pod;
        return new InPod(
                name, Optional.ofNullable(environment.get(WorkerPods.POD_UID)).filter(uid -> !uid.isBlank()));
    }
}
