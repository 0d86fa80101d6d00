package io.resforge.cli.common;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.resforge.v1.Progress;
import io.resforge.v1.Promotion;
import io.resforge.v1.Run;
import io.resforge.v1.RunSpec;
import io.resforge.v1.Version;
import org.junit.jupiter.api.Test;

class MessageJsonTest {

    @Test
    void namesFieldsAsTheContractsDoAndWritesNumbersAsNumbers() {
        Version version = Version.newBuilder()
                .setParameterCount(9_007_199_254_740_993L)
                .setCreatedAt(Timestamp.newBuilder().setSeconds(1))
                .build();
        assertThat(MessageJson.of(version).toString())
                .contains("\"parameter_count\":9007199254740993")
                .contains("\"created_at\":\"1970-01-01T00:00:01Z\"")
                .contains("\"champion\":false");
    }

    @Test
    void writesDurationsAsMillisecondsAlsoWithinLists() {
        Run run = Run.newBuilder()
                .setProgress(Progress.newBuilder()
                        .setTimeLeft(Duration.newBuilder().setSeconds(1).setNanos(500_000)))
                .build();
        assertThat(MessageJson.of(run).getAsJsonObject("progress").get("time_left_ms"))
                .hasToString("1000.5");
    }

    @Test
    void leavesMapsAndFreeStructuresAsTheirAuthorsWroteThem() {
        RunSpec spec = RunSpec.newBuilder()
                .putLabels("timeLeft", "1")
                .setRecipe(Struct.newBuilder()
                        .putFields(
                                "batchSize",
                                Value.newBuilder().setNumberValue(64).build()))
                .build();
        assertThat(MessageJson.of(spec).getAsJsonObject("labels")).hasToString("{\"timeLeft\":\"1\"}");
        assertThat(MessageJson.of(spec).getAsJsonObject("recipe").keySet()).containsExactly("batchSize");
    }

    @Test
    void writesWhatHasNoValueWithItsDefault() {
        assertThat(MessageJson.of(Promotion.getDefaultInstance()).toString())
                .contains("\"number\":0", "\"previous_version\":\"\"");
    }
}
