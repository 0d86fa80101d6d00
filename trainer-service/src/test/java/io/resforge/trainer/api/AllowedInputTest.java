package io.resforge.trainer.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.trainer.contract.InvalidInput;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedInputTest {

    private static final AllowedInput OF_A_CLUSTER = AllowedInput.of(
            "s3://checkpoints/resforge",
            false,
            List.of("s3://other/sets", "https://mirror.example/d", "/data"),
            List.of());

    private static final AllowedInput OF_A_LAPTOP = AllowedInput.of("/home/me/store", true, List.of(), List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sample",
                "store:cifar10",
                "s3://checkpoints/resforge/datasets/cifar10",
                "S3://other/sets",
                "s3://other/sets/pets/",
                "https://mirror.example/d/datasets/pets",
                "HTTPS://Mirror.Example/d/pets?signature=x",
                "/data",
                "/data/pets",
                "file:///data/pets"
            })
    void takesWhatIsInTheStoresOfAnInstallation(String location) {
        assertThat(OF_A_CLUSTER.dataset("dataset", location)).isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "samples",
                "cifar10",
                "store:",
                "store:$(AWS_SECRET_ACCESS_KEY)",
                "store:../x",
                "store:Cifar",
                "s3://checkpoints/resforge2",
                "s3://checkpoints",
                "s3://others/sets",
                "s3://other/setsx",
                "s3://other/sets/../secret",
                "s3://other@evil/sets",
                "https://mirror.example/dx",
                "https://mirror.example/d/../x",
                "https://mirror.example/d/%2e%2e/x",
                "https://mirror.example/d/..%2fx",
                "https://mirror.example/d/.",
                "https://mirror.example/d//x",
                "https://mirror.example\\@evil.example/d",
                "https://mirror.example:444/d",
                "https://mirror.example.evil/d",
                "https://mirror.example@evil.example/d",
                "https://evil.example/d?https://mirror.example/d",
                "https://evil.example/$(AWS_SECRET_ACCESS_KEY)",
                "http://mirror.example/d",
                "http://169.254.169.254/latest/meta-data",
                "file:///etc/passwd",
                "file://mirror.example/data",
                "file:data",
                "/",
                "/database",
                "/data/../etc",
                "/data/./../etc",
                "data/pets",
                "../data",
                "~/data",
                "ftp://mirror.example/d",
                "gopher:x",
                "/data/a\0b",
                "store:a\nb"
            })
    void refusesAllOthersBeforeAnythingOfThemIsAsked(String location) {
        assertThatThrownBy(() -> OF_A_CLUSTER.dataset("spec.dataset", location))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("spec.dataset: ")
                .message()
                .containsPattern("allowed are|must be 1 to 63");
    }

    @Test
    void namesThePlacesThatThereAreAndTheSettingForOthers() {
        assertThatThrownBy(() -> OF_A_CLUSTER.dataset("dataset", "s3://foreign/d"))
                .hasMessageContainingAll(
                        "'s3://foreign/d'", "'sample'", "store:NAME", "s3://other/sets", "resforge.allowed.datasets");
    }

    @Test
    void takesFoldersOfALaptopButNoHostOnTheNetwork() {
        assertThat(OF_A_LAPTOP.dataset("dataset", "/anywhere/pets")).isEqualTo("/anywhere/pets");
        assertThat(OF_A_LAPTOP.dataset("dataset", "file:///anywhere")).isEqualTo("file:///anywhere");
        assertThatThrownBy(() -> OF_A_LAPTOP.dataset("dataset", "https://evil.example/d"))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void takesAnyPlaceThatIsOneWhereTheInstallationSaysSo() {
        AllowedInput any = AllowedInput.of("s3://a-b", false, List.of("any"), List.of());

        assertThat(any.dataset("dataset", "https://elsewhere.example/d")).isEqualTo("https://elsewhere.example/d");
        assertThatThrownBy(() -> any.dataset("dataset", "ftp://elsewhere.example/d"))
                .isInstanceOf(InvalidInput.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"team", "resforge.io/", "resforge.io/run", "Example.com/a", "/a"})
    void refusesASettingOfLabelsThatMeansNothing(String label) {
        assertThatThrownBy(() -> AllowedInput.of("/store", true, List.of(), List.of(label)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + label + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pets", "./pets", "../pets", "sample$(HOME)"})
    void takesNoFolderThatIsElsewhereForAWorker(String relative) {
        AllowedInput any = AllowedInput.of("s3://a-b", false, List.of("any"), List.of());

        for (AllowedInput allowed : List.of(any, OF_A_LAPTOP)) {
            assertThatThrownBy(() -> allowed.dataset("dataset", relative))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("'" + relative + "'")
                    .hasMessageContaining("the absolute path of a folder");
        }
    }
}
