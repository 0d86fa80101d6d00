package io.resforge.registry.checkpoint;

import static io.resforge.registry.SampleCheckpoints.NOW;
import static io.resforge.registry.SampleCheckpoints.draft;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.registry.SampleCheckpoints;
import io.resforge.registry.checkpoint.Manifest.FileDigest;
import io.resforge.registry.checkpoint.Manifest.GoldenImage;
import io.resforge.registry.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestTest {

    private static final String KEY = "models/cifar10/versions/3/manifest.json";
    private static final Manifest PUBLISHED =
            draft(.9).published("3", NOW, Map.of(Manifest.PARAMETERS, new FileDigest("0f".repeat(32), 12)));

    @Test
    void comesBackFromJsonAsItWas() {
        assertThat(ManifestFile.decode(KEY, ManifestFile.encode(PUBLISHED))).isEqualTo(PUBLISHED);
    }

    @Test
    void givesTheSameBytesForTheSameManifest() {
        // When
        byte[] once = ManifestFile.encode(PUBLISHED);
        byte[] again = ManifestFile.encode(ManifestFile.decode(KEY, once));
        // Then
        assertThat(again).isEqualTo(once);
    }

    @Test
    void refusesLabelsWithHalvesOfCharacters() {
        String json = new String(ManifestFile.encode(PUBLISHED), StandardCharsets.UTF_8);
        byte[] half = json.replace("\"" + PUBLISHED.labels().getFirst() + "\"", "\"\\ud83d\"")
                .getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> ManifestFile.decode(KEY, half))
                .isInstanceOf(InvalidCheckpoint.class)
                .hasMessageContaining("halves of characters, was [\uFFFD");
    }

    @Test
    void writesPixelsAsBase64() throws Exception {
        // When
        String pixels = json().at("/golden/0/pixels").asText();
        // Then
        assertThat(Base64.getDecoder().decode(pixels))
                .isEqualTo(PUBLISHED.golden().getFirst().pixels());
    }

    @Test
    void readsTheNormalisationOfManifestsThatNameNoKind() throws Exception {
        // Given
        ObjectNode json = json();
        ((ObjectNode) json.get("normalisation")).remove("kind");
        // Then
        assertThat(decode(json)).isEqualTo(PUBLISHED);
    }

    static Stream<Normalisation> normalisations() {
        float[] mean = new float[ImageShape.CIFAR.bytes()];
        Arrays.fill(mean, 1f / 3);
        return Stream.of(Normalisation.PixelMean.of(mean), new Normalisation.Unit(), new Normalisation.None());
    }

    @ParameterizedTest
    @MethodSource("normalisations")
    void keepsEveryKindOfNormalisation(Normalisation normalisation) {
        // Given
        Manifest manifest = SampleCheckpoints.normalisedBy(normalisation).published("3", NOW, PUBLISHED.files());
        // When
        byte[] content = ManifestFile.encode(manifest);
        // Then
        assertThat(ManifestFile.decode(KEY, content).normalisation()).isEqualTo(normalisation);
        assertThat(content).hasSizeLessThan(60_000);
    }

    @Test
    void toleratesFieldsThatALaterBuildAdds() throws Exception {
        // Given
        ObjectNode json = json();
        json.put("license", "Apache-2.0");
        ((ObjectNode) json.get("dataset")).putObject("origin").put("url", "example");
        // Then
        assertThat(decode(json)).isEqualTo(PUBLISHED);
    }

    @Test
    void takesAManifestWithoutAnImageForOneOfAnEarlierBuildAndOfCifarImages() throws Exception {
        // Given
        ObjectNode json = json();
        json.remove("image");
        // Then
        assertThat(decode(json)).isEqualTo(PUBLISHED);
        assertThat(decode(json).image()).isEqualTo(new InputImage(3, 32, 32, "cubic"));
    }

    @Test
    void saysThatALaterFormatTakesANewerBuild() throws Exception {
        // Given
        ObjectNode json = json();
        json.put("format", 2).put("labels", "moved elsewhere");
        // Then
        assertThatExceptionOfType(InvalidCheckpoint.class)
                .isThrownBy(() -> decode(json))
                .withMessage("the manifest " + KEY
                        + " has format 2, this build reads format 1: it takes a newer ResForge to read it");
    }

    static Stream<Arguments> damaged() {
        return Stream.of(
                Arguments.of("/format", "0", "format must be 1"),
                Arguments.of("/format", "99999999999999999999", "newer ResForge"),
                Arguments.of("/format", "\"1\"", "format"),
                Arguments.of("/model", "\"../x\"", "a model's name must be"),
                Arguments.of("/model", "null", "a model's name must be"),
                Arguments.of("/version", "\"03\"", "a version must be"),
                Arguments.of("/version", "null", "version must be given"),
                Arguments.of("/runId", "\"Run\"", "a run's id must be"),
                Arguments.of("/fromVersion", "\"-1\"", "a version must be"),
                Arguments.of("/createdAt", "null", "createdAt must be given"),
                Arguments.of("/createdAt", "\"yesterday\"", "yesterday"),
                Arguments.of("/architecture", "\"\"", "architecture must be given"),
                Arguments.of("/labels", "[\"cat\"]", "at least two distinct"),
                Arguments.of("/labels", "[\"cat\",\"dog\",\"cat\"]", "at least two distinct"),
                Arguments.of("/labels", "[\"cat\",\"dog\",\" \"]", "at least two distinct"),
                Arguments.of("/image/channels", "2", "1 channel (grey) or 3 (red, green, blue)"),
                Arguments.of("/image/height", "97", "sides of 28 to 96 pixels, was 97×32"),
                Arguments.of("/image/width", "null", "null"),
                Arguments.of("/image/width", "32.5", "width"),
                Arguments.of("/image/resize", "\"nearest\"", "resize must be 'cubic', was 'nearest'"),
                Arguments.of("/image/resize", "null", "resize must be 'cubic', was 'null'"),
                Arguments.of("/image/height", "48", "a golden image must have 4608 bytes, had 3072"),
                Arguments.of(
                        "/image",
                        "{\"channels\":1,\"height\":32,\"width\":32,\"resize\":\"cubic\"}",
                        "normalisation must have a mean and a deviation for each of the 1 channels"),
                Arguments.of("/normalisation", "{\"mean\":[0.5],\"deviation\":[0.5]}", "each of the 3 channels"),
                Arguments.of("/normalisation/deviation", "[0.1,0.2,0]", "deviation must be above 0"),
                Arguments.of("/normalisation/mean", "[0.1,0.2]", "one mean and one deviation"),
                Arguments.of("/normalisation", "null", "normalisation must be given"),
                Arguments.of("/normalisation/mean", "null", "normalisation.mean must be given"),
                Arguments.of(
                        "/normalisation/kind", "\"whitened\"", "[mean_deviation, pixel_mean, unit, none], was 'whit"),
                Arguments.of("/normalisation", "{\"kind\":\"pixel_mean\"}", "normalisation.meanImage must be given"),
                Arguments.of(
                        "/normalisation",
                        "{\"kind\":\"pixel_mean\",\"meanImage\":\"AAAAAA==\"}",
                        "a mean for each of the 3072 values of an image, was of 1"),
                Arguments.of("/epoch", "0", "epoch must be at least 1"),
                Arguments.of("/epoch", "1.5", "epoch"),
                Arguments.of("/heldOutAccuracy", "1.01", "heldOutAccuracy must be within [0, 1]"),
                Arguments.of("/heldOutAccuracy", "\"NaN\"", "heldOutAccuracy must be within [0, 1]"),
                Arguments.of("/heldOutAccuracy", "null", "null"),
                Arguments.of("/testAccuracy", "-0.1", "testAccuracy must be within [0, 1]"),
                Arguments.of("/parameterCount", "0", "parameterCount must be at least 1"),
                Arguments.of("/recipe", "null", "recipe must be given"),
                Arguments.of("/recipe", "[]", "recipe"),
                Arguments.of("/dataset", "null", "dataset must be given"),
                Arguments.of("/dataset/digest", "\"\"", "digest must be given"),
                Arguments.of("/dataset/trainingImages", "0", "trainingImages must be at least 1"),
                Arguments.of("/classBaseline", "[0.5,0.5]", "one share for each of the 3 labels"),
                Arguments.of("/classBaseline", "[0.5,0.5,0.5]", "1 in sum"),
                Arguments.of("/classBaseline", "[1.5,-0.5,0]", "within [0, 1]"),
                Arguments.of("/golden", "[]", "at least one image"),
                Arguments.of("/golden/0/pixels", "\"AAAA\"", "must have 3072 bytes, had 3"),
                Arguments.of("/golden/0/pixels", "\"%%%\"", "base64"),
                Arguments.of("/golden/0/logits", "[1,2]", "one finite logit for each of the 3"),
                Arguments.of("/golden/0/logits", "[1,2,1e99]", "one finite logit for each of the 3"),
                Arguments.of("/files", "null", "must be given"),
                Arguments.of("/files", "{}", "files for model.safetensors must be given"),
                Arguments.of("/files/model.safetensors/sha256", "\"" + "0F".repeat(32) + "\"", "64 hexadecimal"),
                Arguments.of("/files/model.safetensors/bytes", "-1", "must be from 0 to 1099511627776, was -1"),
                Arguments.of("/files/..~1secret", "{\"sha256\":\"" + "00".repeat(32) + "\",\"bytes\":1}", "plain name"),
                Arguments.of(
                        "/files/manifest.json", "{\"sha256\":\"" + "00".repeat(32) + "\",\"bytes\":1}", "plain name"),
                Arguments.of("/software", "null", "software must be given"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("damaged")
    void saysWhatIsDamaged(String pointer, String value, String message) throws Exception {
        // Given
        ObjectNode json = json();
        int slash = pointer.lastIndexOf('/');
        var parent = json.at(pointer.substring(0, slash));
        String name = pointer.substring(slash + 1).replace("~1", "/");
        ((ObjectNode) parent).set(name, new ObjectMapper().readTree(value));
        // Then
        assertThatExceptionOfType(InvalidCheckpoint.class)
                .isThrownBy(() -> decode(json))
                .withMessageContaining(KEY)
                .withMessageContaining(message);
    }

    @Test
    void isDamagedWhenItIsNoJson() {
        for (String text : List.of("", "[]", "null", "{", "{} {}", "{\"format\":1,\"format\":1}", "\0\0", "\u00ff")) {
            assertThatExceptionOfType(InvalidCheckpoint.class)
                    .as(text)
                    .isThrownBy(() -> ManifestFile.decode(KEY, text.getBytes(UTF_8)))
                    .withMessageStartingWith("the manifest " + KEY + " is damaged: ");
        }
    }

    @Test
    void cannotBeChangedFromOutside() {
        // Given
        byte[] pixels = PUBLISHED.golden().getFirst().pixels();
        GoldenImage golden = new GoldenImage(pixels, List.of(1f));
        // When
        pixels[0]++;
        golden.pixels()[1]++;
        // Then
        assertThat(golden)
                .isEqualTo(new GoldenImage(PUBLISHED.golden().getFirst().pixels(), List.of(1f)));
        assertThat(golden).isNotEqualTo(new GoldenImage(pixels, List.of(1f)));
    }

    @Test
    void refusesARecipeThatJsonCannotHold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonTree.copyOf(Map.of("a", List.of(Double.NaN))))
                .withMessageContaining("finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonTree.copyOf(Map.of("a", NOW)))
                .withMessageContaining("was a Instant");
    }

    private static ObjectNode json() throws Exception {
        return (ObjectNode) new ObjectMapper().readTree(ManifestFile.encode(PUBLISHED));
    }

    private static Manifest decode(ObjectNode json) {
        return ManifestFile.decode(KEY, json.toString().getBytes(UTF_8));
    }
}
