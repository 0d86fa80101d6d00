package io.resforge.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.neuralnet.torch.Processor;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InputImage;
import io.resforge.registry.checkpoint.Int8Form;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.store.ObjectStore;
import io.resforge.testing.Shell;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.Split;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A published version gets its int8 form: the real store, data set and ONNX Runtime. */
class QuantizeCommandTest {

    private static final String MODEL = "pets";
    private static final String ARCHITECTURE = "resnet8-v1";
    private static final String RUN = "run-1";
    private static final Random RANDOM = new Random(7);

    private final Path home;
    private final Path images;
    private final Shell shell;
    private Checkpoints checkpoints;

    QuantizeCommandTest(@TempDir Path home) {
        this.home = home;
        images = home.resolve("pets");
        shell = new Shell(home);
    }

    @BeforeEach
    void publish() throws IOException {
        for (int i = 0; i < 20; i++) {
            draw(images.resolve("cat/" + i + ".png"), 0);
            draw(images.resolve("dog/" + i + ".png"), 90);
        }
        ObjectStore store = ObjectStore.openOrCreate(home.resolve("store").toString());
        checkpoints = new Checkpoints(store, Clock.systemUTC());
        Graph graph = Architecture.parse(ARCHITECTURE).graph(ImageShape.CIFAR, 2);
        checkpoints.publish(draft(graph), HeInitialisation.weights(ParameterLayout.of(graph), 1));
    }

    @Test
    void publishesTheSameWeightsOnceMoreWithWhatBytesMakeOfThem() {
        assumeBytes();
        Manifest before = checkpoints.manifest(MODEL, "1").orElseThrow();
        // When
        succeeds("models", "quantize", "1", "--data", images.toString());
        // Then
        Manifest added = checkpoints.fetch(MODEL, "2").manifest();
        Int8Form form = added.int8();
        assertThat(form.addedTo()).isEqualTo("1");
        assertThat(form.calibrationImages()).isEqualTo(36);
        assertThat(form.heldOutImages()).isEqualTo(4);
        assertThat(form.agreement()).isGreaterThan(.5);
        assertThat(added.files()).containsAllEntriesOf(without(before.files(), Manifest.BOM));
        assertThat(added.files()).containsKey(Manifest.ONNX_INT8);
        assertThat(added.withInt8(null))
                .usingRecursiveComparison()
                .ignoringFields("version", "createdAt", "files")
                .isEqualTo(before);
        assertThat(checkpoints.manifest(MODEL, "1")).contains(before);
        assertThat(shell.out())
                .startsWith("Version 2 of model pets has the weights of version 1")
                .contains("in fp32");
        assertThat(home.resolve("audit/resforge-cli.jsonl"))
                .content()
                .contains("\"action\":\"quantize\",\"target\":\"models/pets/versions/2\"");
    }

    @Test
    void aRunIsStillKnownByTheVersionThatItPublished() {
        assumeBytes();
        succeeds("models", "quantize", "1", "--data", images.toString());

        assertThat(checkpoints.publishedBy(RUN, MODEL, Instant.EPOCH).map(Manifest::version))
                .contains("1");
    }

    @Test
    void tellsWhatItFoundAsJson() {
        assumeBytes();
        succeeds("models", "quantize", "1", "--data", images.toString(), "--json");

        JsonObject document = shell.json().getAsJsonObject();
        assertThat(document.keySet())
                .containsExactly(
                        "model", "version", "added_to", "held_out_images", "fp32_accuracy", "accuracy", "agreement");
        assertThat(document.get("version").getAsString()).isEqualTo("2");
    }

    @Test
    void refusesAVersionThatHasOne() {
        assumeBytes();
        succeeds("models", "quantize", "1", "--data", images.toString());

        fails(2, "version 2 of model pets tells already how it is computed", "models", "quantize", "2");
    }

    @Test
    void refusesOtherImagesThanThoseOfTheManifest() throws IOException {
        draw(images.resolve("cat/one-more.png"), 0);

        fails(2, "was trained on the data set pets with the digest ", "models", "quantize", "1", "--data", "" + images);
        assertThat(checkpoints.versions(MODEL)).containsExactly("1");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        String none = home.resolve("none").toString();
        fails(2, "there is no folder " + none, "models", "quantize", "1", "--data", none);
        fails(2, "there is no data set yet", "models", "quantize", "1");
        fails(1, "there is no version 9 of model pets", "models", "quantize", "9", "--data", "" + images);
        Files.delete(home.resolve("store/models/pets/versions/1/model.safetensors"));
        fails(1, "model.safetensors is missing", "models", "quantize", "1", "--data", "" + images);
    }

    @Test
    void signsWhatHasTheWeightsOfASignedVersion() {
        assumeBytes();
        succeeds("keys", "create", home.resolve("keys").toString());
        String key = home.resolve("keys/key.pem").toString();
        String trusted = home.resolve("keys/trusted.pem").toString();
        fails(1, "is not signed as required", "models", "quantize", "1", "--data", "" + images, "--trusted", trusted);
        succeeds("models", "sign", "1", "--key", key);

        fails(2, "version 1 is signed, and so must be", "models", "quantize", "1", "--data", "" + images);
        succeeds("models", "quantize", "1", "--data", "" + images, "--key", key, "--trusted", trusted);

        succeeds("models", "verify", "2", "--trusted", trusted);
        succeeds("models", "verify", "1", "--trusted", trusted);
    }

    private static void assumeBytes() {
        assumeTrue(Processor.current().hasByteProducts(), "the processor has no VNNI");
    }

    private Manifest draft(Graph graph) {
        Dataset dataset = Dataset.open(images);
        int[] heldOut = Split.of(dataset.training()).heldOut();
        return new Manifest(
                Manifest.FORMAT,
                MODEL,
                null,
                RUN,
                null,
                null,
                ARCHITECTURE,
                dataset.labels(),
                InputImage.of(ImageShape.CIFAR),
                new Normalisation.MeanDeviation(List.of(.5, .5, .5), List.of(.25, .25, .25)),
                1,
                .5,
                null,
                ParameterLayout.of(graph).parameterCount(),
                Map.of("arch", ARCHITECTURE),
                1,
                new Manifest.DatasetSummary(
                        "pets",
                        dataset.digest(),
                        40 - heldOut.length,
                        heldOut.length,
                        0,
                        dataset.training().select(heldOut).digest()),
                Collections.nCopies(2, .5),
                List.of(new Manifest.GoldenImage(new byte[ImageShape.CIFAR.bytes()], List.of(.5f, -.5f))),
                null,
                Map.of("pytorch", "2.7.1"),
                null);
    }

    private static <T> Map<String, T> without(Map<String, T> all, String name) {
        Map<String, T> rest = new TreeMap<>(all);
        rest.remove(name);
        return rest;
    }

    private static void draw(Path file, int least) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 32 * 32; i++) {
            int grey = least + RANDOM.nextInt(100);
            image.setRGB(i % 32, i / 32, grey << 16 | grey << 8 | grey);
        }
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    private void succeeds(String... words) {
        assertThat(shell.run(words)).as(shell.err()).isZero();
    }

    private void fails(int code, String why, String... words) {
        assertThat(shell.run(words)).isEqualTo(code);
        assertThat(Stream.of(shell.err().split("\n")).toList()).anyMatch(line -> line.contains(why));
    }
}
