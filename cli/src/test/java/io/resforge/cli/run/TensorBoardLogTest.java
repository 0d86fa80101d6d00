package io.resforge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.testing.Samples;
import io.resforge.v1.Epoch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardLogTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-02T12:00:00Z"), ZoneOffset.UTC);

    private final List<String> warnings = new ArrayList<>();
    private final Path folder;
    private final Path training;
    private final Path heldOut;

    TensorBoardLogTest(@TempDir Path home) {
        folder = home.resolve("logs/run-1");
        training = folder.resolve("train/events.out.tfevents.1767355200.resforge");
        heldOut = folder.resolve("held_out/events.out.tfevents.1767355200.resforge");
    }

    private TensorBoardLog log() {
        return new TensorBoardLog(folder, NOON, warnings::add);
    }

    private static int count(String word, Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1).split(word, -1).length - 1;
    }

    @Test
    void writesEachEpochOnceAsItComesIn() throws IOException {
        try (TensorBoardLog log = log()) {
            log.accept(Samples.training(1));
            assertThat(folder).doesNotExist();
            log.accept(Samples.training(2));
            log.accept(Samples.training(2));
            assertThat(count("top1", heldOut)).isEqualTo(1);
            log.accept(Samples.succeeded());
        }
        assertThat(count("top1", heldOut)).isEqualTo(3);
        assertThat(count("gradient_norm|top5", training)).isZero();
        assertThat(warnings).isEmpty();
    }

    @Test
    void writesWhatElseWasMeasured() throws IOException {
        Epoch epoch = Epoch.newBuilder()
                .setEpoch(1)
                .setTrainingTop5(0.9)
                .setHeldOutTop5(0.8)
                .setGradientNorm(1.5)
                .build();
        try (TensorBoardLog log = log()) {
            log.accept(Samples.training(1).toBuilder().addEpochs(epoch).build());
        }
        assertThat(count("top5|gradient_norm", training)).isEqualTo(2);
        assertThat(count("top5", heldOut)).isEqualTo(1);
    }

    @Test
    void warnsOnceOfADiskThatCannotBeWritten() throws IOException {
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "a file");
        try (TensorBoardLog log = log()) {
            log.accept(Samples.training(2));
            log.accept(Samples.succeeded());
        }
        assertThat(warnings)
                .containsExactly("@|yellow warning:|@ nothing more is written for TensorBoard: cannot use " + folder
                        + ": file already exists");
    }

    @Test
    void warnsOnceOfAnEpochThatCannotBe() throws IOException {
        try (TensorBoardLog log = log()) {
            log.accept(Samples.training(1).toBuilder()
                    .addEpochs(Epoch.newBuilder().setEpoch(1).setTrainingAccuracy(7))
                    .build());
            log.accept(Samples.succeeded());
        }
        assertThat(warnings).hasSize(1).first().asString().contains("top-1 accuracy must be within [0, 1], was 7.0");
    }
}
