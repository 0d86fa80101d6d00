package io.resforge.trainer.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.trainer.process.Machine;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlaceTest {

    @Test
    void isAPodWhereKubernetesSaysSo() {
        assertThat(Place.of(Map.of("POD_NAME", "job-a", "POD_UID", "1"), false))
                .isEqualTo(new Place.InPod("job-a", Optional.of("1")));
        assertThat(Place.of(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1"), false))
                .isEqualTo(new Place.InPod(Machine.name(), Optional.empty()));
    }

    @Test
    void isAMachineElsewhere() {
        assertThat(Place.of(Map.of(), false)).isEqualTo(new Place.OnMachine(Machine.name()));
    }

    @Test
    void isTheControlPlanesMachineForAWorkerThatItLaunchedAlthoughThatIsAPod() {
        assertThat(Place.of(Map.of("POD_NAME", "trainer-0"), true)).isEqualTo(new Place.OnMachine(Machine.name()));
    }
}
