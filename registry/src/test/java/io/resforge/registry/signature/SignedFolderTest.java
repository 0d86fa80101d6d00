package io.resforge.registry.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that the standard's own tool, model-signing 1.1.1, signed. */
class SignedFolderTest {

    private static final Path MADE_BY_THE_TOOL = Path.of("src/test/resources/model-signing");

    @TempDir
    private Path folder;

    private final List<TrustedKey> trusted = TrustedKey.read(MADE_BY_THE_TOOL.resolve("trusted.pem"));
    private final List<TrustedKey> other = TrustedKey.read(MADE_BY_THE_TOOL.resolve("other.pem"));

    @BeforeEach
    void copy() throws IOException {
        Path model = MADE_BY_THE_TOOL.resolve("model");
        try (Stream<Path> paths = Files.walk(model)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(model.relativize(path).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(path, copy);
            }
        }
    }

    @Test
    void acceptsWhatTheStandardsToolSigned() {
        // When
        ModelSignature signed = verify(trusted);
        // Then
        assertThat(signed.model()).isEqualTo("model");
        assertThat(signed.digests()).containsOnlyKeys("config.json", "model.safetensors", "tokenizer/labels.txt");
    }

    @Test
    void acceptsItWithAnyOfSeveralTrustedKeys() {
        assertThat(verify(Stream.concat(other.stream(), trusted.stream()).toList())
                        .digests())
                .hasSize(3);
    }

    @Test
    void refusesItWithAnotherKey() {
        refuses(other, "signed by a key that is not trusted");
        refuses(List.of(), "signed by a key that is not trusted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors", "tokenizer/labels.txt"})
    void refusesAFlippedBitInEveryByteOfEveryFile(String name) throws IOException {
        // Given
        byte[] content = Files.readAllBytes(folder.resolve(name));
        for (int bit = 0; bit < 8 * content.length; bit += 7) {
            // When
            Files.write(folder.resolve(name), flipped(content, bit));
            // Then
            refuses(trusted, name + " was changed");
        }
    }

    @Test
    void refusesAFlippedBitInEveryByteOfTheSignature() throws IOException {
        // Given
        byte[] content = Files.readAllBytes(signature());
        List<Integer> accepted = new ArrayList<>();
        for (int bit = 0; bit < 8 * content.length; bit += 7) {
            // When
            try {
                ModelSignature.open(flipped(content, bit), trusted);
                accepted.add(bit);
            } catch (InvalidSignature e) {
                // Then
                assertThat(e).message().isNotBlank().hasSizeLessThan(400);
            }
        }
        assertThat(accepted).isEmpty();
    }

    @Test
    void refusesAMissingAnAddedAndALinkedFile() throws IOException {
        Path labels = folder.resolve("tokenizer/labels.txt");
        byte[] content = Files.readAllBytes(labels);
        Files.delete(labels);
        refuses(trusted, "tokenizer/labels.txt is missing");
        Path elsewhere = Files.write(folder.resolve(".gitignore"), content);
        Files.createSymbolicLink(labels, elsewhere);
        refuses(trusted, "is a symbolic link");
        Files.delete(labels);
        Files.write(labels, content);
        Files.write(folder.resolve("run.py"), new byte[1]);
        refuses(trusted, "run.py was not signed");
    }

    @Test
    void doesNotLookAtWhatTheSignatureSaysToIgnore() throws IOException {
        // When
        Files.createDirectories(folder.resolve(".git"));
        Files.write(folder.resolve(".git/config"), new byte[1]);
        // Then
        assertThat(verify(trusted).ignored()).contains(".git", "model.sig");
    }

    @Test
    void saysWhatIsWrongWithAFileThatIsNoSignature() throws IOException {
        for (String content : List.of("", "{}", "[]", "{\"mediaType\":1}", "\u0000")) {
            Files.writeString(signature(), content);
            refuses(trusted, "");
        }
        Files.write(signature(), new byte[4_000_001]);
        refuses(trusted, "more than 4000000 bytes");
        Files.delete(signature());
        refuses(trusted, "there is no signature");
    }

    private ModelSignature verify(List<TrustedKey> keys) {
        return SignedFolder.verify(folder, signature(), keys);
    }

    private void refuses(List<TrustedKey> keys, String why) {
        assertThatExceptionOfType(InvalidSignature.class)
                .isThrownBy(() -> verify(keys))
                .withMessageContaining(why);
    }

    private Path signature() {
        return folder.resolve(ModelSignature.FILE);
    }

    private static byte[] flipped(byte[] content, int bit) {
        byte[] flipped = content.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }
}
