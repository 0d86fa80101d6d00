package io.resforge.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanFormatTest {

    @ParameterizedTest
    @CsvSource({"-5, 0:00", "7, 0:07", "754, 12:34", "3599, 59:59", "3723, 1:02:03", "360000, 100:00:00"})
    void tellsTimesAsAClockDoes(long seconds, String text) {
        assertThat(HumanFormat.clock(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0 kB", "1500, 1.5 kB", "170052171, 170.1 MB"})
    void tellsBytes(long bytes, String text) {
        assertThat(HumanFormat.bytes(bytes)).isEqualTo(text);
    }

    @Test
    void tellsNumbersTheSameWayEverywhere() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(HumanFormat.percent(0.5123)).isEqualTo("51.2%");
            assertThat(HumanFormat.count(272474)).isEqualTo("272,474");
            assertThat(HumanFormat.loss(1.2341)).isEqualTo("1.234");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void tellsMomentsInAZone() {
        Timestamp moment = Timestamp.newBuilder().setSeconds(1_769_869_501).build();
        assertThat(HumanFormat.moment(moment, ZoneOffset.UTC)).isEqualTo("2026-01-31 14:25");
        assertThat(HumanFormat.moment(moment, ZoneOffset.ofHours(10))).isEqualTo("2026-02-01 00:25");
        assertThat(HumanFormat.moment(Timestamp.getDefaultInstance(), ZoneOffset.UTC))
                .isEqualTo("-");
    }

    @Test
    void shortensPathsInTheHomeFolder() {
        assertThat(HumanFormat.path(Path.of("/home/ada/data/frog.png"), "/home/ada"))
                .isEqualTo("~/data/frog.png");
        assertThat(HumanFormat.path(Path.of("/home/adam/data"), "/home/ada")).isEqualTo("/home/adam/data");
        assertThat(HumanFormat.path(Path.of("/data"), null)).isEqualTo("/data");
    }
}
