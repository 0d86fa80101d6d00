package io.resforge.registry.checkpoint;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.resforge.registry.SampleKeys;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.signature.SignedFolder;
import io.resforge.registry.store.DirectoryStore;
import io.resforge.registry.store.ObjectStore;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version's folder of a store and the standard's own tool, {@code model_signing} of PyPI's model-signing. */
class ModelSigningToolTest {

    private static final String TOOL = "model_signing";

    @TempDir
    private Path folder;

    private SampleKeys keys;
    private ObjectStore store;
    private Path version;

    @BeforeEach
    void begin() {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, TOOL))),
                "there is no program " + TOOL + " on the PATH");
        keys = SampleKeys.in(folder, "own");
        store = DirectoryStore.openOrCreate(folder.resolve("store"));
        version = folder.resolve("store/models/cifar10/versions/1");
    }

    @Test
    void acceptsWhatWeSignedAndRefusesItAfterAFlippedBit() throws Exception {
        // When
        Manifest manifest = checkpoints(keys.seal()).publish(draft(.9), weights(1));
        // Then
        Path signature = version.resolve("model.sig");
        assertThat(verify()).contains("Verification succeeded");
        SignedFolder.verify(version, signature, keys.keys());
        List<Path> files = new ArrayList<>(List.of(version.resolve("manifest.json"), signature));
        manifest.files().keySet().forEach(name -> files.add(version.resolve(name)));
        for (Path file : files) {
            byte[] content = Files.readAllBytes(file);
            byte[] flipped = content.clone();
            flipped[content.length / 2] ^= 1;
            Files.write(file, flipped);
            assertThat(verify()).as(file.toString()).doesNotContain("succeeded");
            Files.write(file, content);
        }
        Files.write(version.resolve("extra.py"), new byte[1]);
        assertThat(verify()).contains("Extra files found in model");
    }

    @Test
    void signsWhatWeAccept() throws Exception {
        // Given
        checkpoints(Seal.NONE).publish(draft(.9), weights(1));
        // When
        String said = run(
                "sign",
                "key",
                version.toString(),
                "--private_key",
                keys.signing().toString(),
                "--signature",
                version.resolve("model.sig").toString());
        // Then
        assertThat(said).contains("Signing succeeded");
        assertThat(checkpoints(keys.requiring()).fetch(MODEL, "1")).isNotNull();
        SignedFolder.verify(version, version.resolve("model.sig"), keys.keys());
    }

    private String verify() throws Exception {
        return run(
                "verify",
                "key",
                version.toString(),
                "--public_key",
                keys.trusted().toString(),
                "--signature",
                version.resolve("model.sig").toString());
    }

    private static String run(String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(TOOL));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return said;
    }

    private Checkpoints checkpoints(Seal seal) {
        return new Checkpoints(store, Clock.systemUTC(), seal);
    }
}
