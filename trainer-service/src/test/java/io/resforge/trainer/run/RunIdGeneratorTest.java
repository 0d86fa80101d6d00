package io.resforge.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.value.ObjectNames;
import io.resforge.trainer.run.Submissions.RunIdGenerator;
import io.resforge.trainer.testing.SampleRuns;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunIdGeneratorTest {

    @Test
    void saysWhatAndWhen() {
        String id = RunIdGenerator.next("resnet20-v1", SampleRuns.NOW, new Random(7));

        assertThat(id).matches("resnet20-v1-20261121-1134-[2-9a-z]{4}");
    }

    @Test
    void isANameThatTheStoreTakesEvenForADeepNetwork() {
        assertThat(ObjectNames.isLabel(RunIdGenerator.next("resnet1001-v2", SampleRuns.NOW, new Random(7))))
                .isTrue();
    }

    @Test
    void isANameThatTheStoreTakesForANetworkWithOptions() {
        String architecture = "resnet-v1:blocks=3-4-6-3,channels=16-32-64-128,shortcut=padding";

        String id = RunIdGenerator.next(architecture, SampleRuns.NOW, new Random(7));

        assertThat(ObjectNames.isLabel(id)).isTrue();
        assertThat(id).startsWith("resnet-v1-blocks-3-4-6-3-channels-16-32-64").doesNotContain("--");
    }
}
