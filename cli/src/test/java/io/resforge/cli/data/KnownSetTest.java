package io.resforge.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.cli.data.PublishedDataset.KnownSet;
import io.resforge.cli.data.PublishedDataset.RemoteFile;
import java.net.URI;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KnownSetTest {

    @Test
    void isCalledAsPeopleWriteIt() {
        assertThat(KnownSet.values())
                .extracting(KnownSet::toString)
                .containsExactly("cifar10", "cifar100", "mnist", "fashion-mnist");
    }

    @Test
    void noTwoShareAFolderOrAPartialFile() {
        assertThat(KnownSet.values())
                .extracting(set -> set.published().folder())
                .doesNotHaveDuplicates();
        assertThat(Arrays.stream(KnownSet.values()).map(KnownSet::published).flatMap(set -> set.files().stream()
                        .map(set::part)))
                .hasSize(10)
                .doesNotHaveDuplicates();
    }

    @Test
    void eachFileHasAPlaceAndAChecksumOfItsOwn() {
        assertThat(Arrays.stream(KnownSet.values()).flatMap(set -> set.published().files().stream()))
                .allSatisfy(file -> {
                    assertThat(file.source().toString()).startsWith("http").endsWith("/" + file.name());
                    assertThat(file.md5()).matches("[0-9a-f]{32}");
                })
                .extracting(RemoteFile::md5)
                .doesNotHaveDuplicates();
    }

    @Test
    void aMirrorOfFilesIsTheFolderThatHoldsThem() {
        PublishedDataset mirrored = KnownSet.MNIST.published().from(URI.create("http://mirror.example/sets/mnist"));

        assertThat(mirrored.files().getFirst().source())
                .isEqualTo(URI.create("http://mirror.example/sets/mnist/train-images-idx3-ubyte.gz"));
        assertThat(mirrored.part(mirrored.files().getFirst())).isEqualTo("mnist-train-images-idx3-ubyte.gz.part");
    }
}
