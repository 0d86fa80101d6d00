package io.resforge.trainer.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.trainer.contract.WorkerProcess;
import io.resforge.trainer.worker.claim.RunClaimer.WorkerHost;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkerHostTest {

    @Test
    void isAPodWhereKubernetesSaysSo() {
        assertThat(WorkerHost.of(Map.of("POD_NAME", "job-a", "POD_UID", "1"), false))
                .isEqualTo(new WorkerHost.InPod("job-a", Optional.of("1")));
        assertThat(WorkerHost.of(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1"), false))
                .isEqualTo(new WorkerHost.InPod(WorkerProcess.host(), Optional.empty()));
    }

    @Test
    void isAMachineElsewhere() {
        assertThat(WorkerHost.of(Map.of(), false)).isEqualTo(new WorkerHost.OnMachine(WorkerProcess.host()));
    }

    @Test
    void isTheControlPlanesMachineForAWorkerThatItLaunchedAlthoughThatIsAPod() {
        assertThat(WorkerHost.of(Map.of("POD_NAME", "trainer-0"), true))
                .isEqualTo(new WorkerHost.OnMachine(WorkerProcess.host()));
    }
}
