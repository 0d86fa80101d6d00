package io.resforge.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.resforge.testing.Shell;
import io.resforge.training.dataset.Dataset;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushCommandTest {

    private final Path home;
    private final Path pets;
    private final Shell shell;

    PushCommandTest(@TempDir Path home) throws IOException {
        this.home = home;
        this.pets = home.resolve("my/pets");
        this.shell = new Shell(home);
        for (String file : List.of("train/cat/1", "train/cat/2", "train/dog/1", "train/dog/2", "test/dog/1")) {
            Path image = pets.resolve(file + ".png");
            Files.createDirectories(image.getParent());
            ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "png", image.toFile());
        }
        Files.writeString(pets.resolve("notes.txt"), "not of the data set");
    }

    private int run(String... words) {
        return shell.run(words);
    }

    @Test
    void putsADataSetIntoTheStoreAndSaysHowToTrainOnIt() {
        assertThat(run("data", "push", pets.toString())).as(shell.err()).isZero();
        assertThat(shell.out()).contains("5 images").contains("--data store:pets");
        assertThat(home.resolve("store/datasets/pets/index.json")).exists();
    }

    @Test
    void sendsNothingTheSecondTime() {
        run("data", "push", pets.toString());
        assertThat(run("data", "push", pets.toString())).isZero();
        assertThat(shell.out()).contains("all of it was there already");
        assertThat(home.resolve("audit/resforge-cli.jsonl"))
                .content()
                .contains("\"action\":\"push\"", "datasets/pets\"", "\"principal\":\"os:", "0 packs sent");
    }

    @Test
    void recordsTheDigestThatTrainingComputesAndNotWhatElseLiesInTheFolder() {
        assertThat(run("data", "push", pets.toString(), "--name", "other", "--json"))
                .as(shell.err())
                .isZero();
        JsonObject pushed = shell.json().getAsJsonObject();
        assertThat(pushed.get("digest").getAsString())
                .isEqualTo(Dataset.open(pets).digest());
        assertThat(pushed.get("files").getAsInt()).isEqualTo(5);
        assertThat(pushed.get("data").getAsString()).isEqualTo("store:other");
    }

    @Test
    void listsWhatTheStoreHas() {
        run("data", "push", pets.toString());
        assertThat(run("data", "list")).as(shell.err()).isZero();
        assertThat(shell.out()).contains("store:pets");
    }

    @Test
    void opensAMirrorLikeTheFolderItself() {
        // Given
        Path alone = home.resolve("alone");
        run("data", "push", pets.toString(), "--to", alone.toString());
        Path sheet = home.resolve("sheet.png");
        // When
        int code = run("data", "preview", "--data", alone.toString(), "--out", sheet.toString());
        // Then
        assertThat(code).as(shell.err()).isZero();
        assertThat(sheet).exists();
        assertThat(home.resolve("cache/datasets")).isDirectoryRecursivelyContaining("glob:**/pets/train/dog/2.png");
    }

    @Test
    void refusesWhatIsNoDataSetAndNamesThatCannotBe() {
        assertThat(run("data", "push", "nothing")).isEqualTo(2);
        assertThat(shell.err()).contains("no data set of the name 'nothing'");
        assertThat(run("data", "push", pets.toString(), "--name", "My Pets")).isEqualTo(2);
        assertThat(run("data", "push", pets.toString(), "--to", "x", "--name", "y"))
                .isEqualTo(2);
        assertThat(run("data", "push", "cifar10")).isEqualTo(2);
        assertThat(shell.err()).contains("bring it with 'resforge data fetch cifar10'");
    }

    @Test
    void listsNothingWhereNothingWasEverKept(@TempDir Path fresh) {
        Shell first = new Shell(fresh.resolve("never"));
        assertThat(first.run("data", "list")).isZero();
        assertThat(first.out()).isEqualTo("No data sets yet; 'resforge data push' brings one.\n");
        assertThat(fresh).isEmptyDirectory();
    }
}
