package io.resforge.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.grpc.Status;
import io.resforge.testing.FakeRegistry;
import io.resforge.testing.FakeServer;
import io.resforge.testing.Samples;
import io.resforge.testing.Screen;
import io.resforge.testing.Shell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCommandsTest {

    private final FakeRegistry registry = new FakeRegistry(Samples.version("12", false), Samples.version("3", true));
    private final FakeServer server = FakeServer.of(registry);
    private final Path home;
    private final Shell shell;

    ModelCommandsTest(@TempDir Path home) {
        this.home = home;
        shell = new Shell(home);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private int run(Shell where, String... words) {
        List<String> all = new ArrayList<>(List.of("models"));
        all.addAll(List.of(words));
        all.addAll(List.of("--server", server.address()));
        return where.run(all.toArray(String[]::new));
    }

    @Test
    void listsModelsWithTheirChampions() {
        assertThat(run(shell, "list")).isZero();
        assertThat(shell.out())
                .startsWith("MODEL    CHAMPION  HELD-OUT  VERSIONS  NEWEST  ARCHITECTURE  PROMOTED\n")
                .contains("cifar10         3     63.0%         2      12  resnet20-v1");
    }

    @Test
    void listsModelsAsJson() {
        assertThat(run(shell, "list", "--json")).isZero();
        assertThat(shell.json().getAsJsonObject().getAsJsonArray("models")).hasSize(1);
    }

    @Test
    void tellsTheHistory() {
        assertThat(run(shell, "history")).isZero();
        assertThat(shell.out())
                .startsWith("NUMBER  VERSION  BEFORE  WHEN")
                .containsPattern("6 +3 +2 .* trainer +63.0% is better than 60.0%");
    }

    @Test
    void showsThePromotionsOfAVersion() {
        assertThat(run(shell, "show", "3")).isZero();
        assertThat(shell.out()).contains("promotion     6, ", "by trainer: 63.0% is better than 60.0%");
    }

    @Test
    void saysThatTheChampionIsTheChampionAlready() {
        assertThat(run(shell, "promote", "3", "--reason", "why")).isZero();
        assertThat(shell.out())
                .startsWith("Nothing changed: version 3 is the champion of cifar10 already, by promotion 6,");
        assertThat(registry.promote.asked()).isEmpty();
        assertThat(run(shell, "promote", "3", "--reason", "why", "--again")).isZero();
        assertThat(registry.promote.asked()).hasSize(1);
    }

    @Test
    void asksBeforeAVersionOfOtherClassesBecomesTheChampion() {
        FakeRegistry unlike = new FakeRegistry(
                Samples.version("12", false).toBuilder()
                        .clearLabels()
                        .addLabels("circle")
                        .addLabels("square")
                        .build(),
                Samples.version("3", true));
        try (FakeServer other = FakeServer.of(unlike)) {
            String[] promote = {"models", "promote", "12", "--reason", "why", "--server", other.address()};
            assertThat(shell.run(promote)).isEqualTo(2);
            assertThat(shell.err())
                    .contains("The champion, version 3, tells apart 2 classes (cat, dog), version 12 2 classes (circle,"
                            + " square). Promote it all the same?");
            assertThat(unlike.promote.asked()).isEmpty();
            List<String> meant = new ArrayList<>(List.of(promote));
            meant.add("--yes");
            assertThat(shell.run(meant.toArray(String[]::new))).isZero();
        }
    }

    @Test
    void listsVersionsAndMarksTheChampion() {
        assertThat(run(shell, "list", "--model", "cifar10")).isZero();
        assertThat(shell.out()).isEqualTo("""
                        VERSION     ARCHITECTURE  HELD-OUT   TEST  EPOCH  PUBLISHED         FROM
                             12     resnet20-v1      63.0%  61.0%      3  2026-01-31 14:25  -
                              3  ★  resnet20-v1      63.0%  61.0%      3  2026-01-31 14:25  -
                        """);
    }

    @Test
    void marksTheChampionInAsciiToo() {
        Screen screen = Screen.ascii();
        run(new Shell(home, screen), "list", "--model", "cifar10");
        assertThat(screen.out()).contains("3  *  resnet20-v1");
        assertThat(screen.out().chars()).allMatch(c -> c < 128);
    }

    @Test
    void listsVersionsAsJson() {
        assertThat(run(shell, "list", "--json", "--model", "pets")).isZero();
        assertThat(shell.json().getAsJsonObject().getAsJsonArray("versions")).hasSize(2);
        assertThat(registry.list.onlyAsked().getModel()).isEqualTo("pets");
    }

    @Test
    void showsTheChampionIfNoVersionIsNamed() {
        assertThat(run(shell, "show")).isZero();
        assertThat(shell.out())
                .startsWith("cifar10@3  ★ champion\n")
                .contains("architecture  resnet20-v1, 272,474 parameters")
                .contains("held-out      63.0% of 1,000 images (95% interval 60.0% to 65.9%), after epoch 3")
                .contains("decision      63.0% is better than 60.0%")
                .contains("classes       cat, dog")
                .doesNotContain("from version");
    }

    @Test
    void showsAVersionWithItsManifestAsJson() {
        assertThat(run(shell, "show", "12", "--json")).isZero();
        JsonObject document = shell.json().getAsJsonObject();
        assertThat(document.get("version").getAsString()).isEqualTo("12");
        assertThat(document.getAsJsonObject("manifest").get("version").getAsInt())
                .isEqualTo(12);
    }

    @Test
    void tellsOfAVersionThatIsNotThere() {
        assertThat(run(shell, "show", "99")).isEqualTo(2);
        assertThat(shell.err()).isEqualTo("error: there is no version 99\n");
    }

    @Test
    void promotesAVersion() {
        assertThat(run(shell, "promote", "12", "--reason", "better on ours", "--by", "ada"))
                .isZero();
        assertThat(shell.out()).isEqualTo("Champion of cifar10: version 12 (before: 2), promotion 7.\n");
        assertThat(registry.promote.onlyAsked().getReason()).isEqualTo("better on ours");
        assertThat(registry.promote.onlyAsked().getPromotedBy()).isEqualTo("ada");
    }

    @Test
    void promotesInTheNameOfTheUser() {
        run(shell, "promote", "12", "--reason", "why");
        assertThat(registry.promote.onlyAsked().getPromotedBy()).isEqualTo(System.getProperty("user.name"));
    }

    @Test
    void rollsBack() {
        assertThat(run(shell, "rollback", "--reason", "takes frogs for deer", "--json"))
                .isZero();
        assertThat(shell.json().getAsJsonObject().get("version").getAsString()).isEqualTo("1");
        assertThat(registry.rollback.onlyAsked().getReason()).isEqualTo("takes frogs for deer");
    }

    @Test
    void saysThatThereIsNothingToReturnTo() {
        registry.rollback.failing(
                1,
                Status.FAILED_PRECONDITION
                        .withDescription("there is no champion before")
                        .asRuntimeException());
        assertThat(run(shell, "rollback", "--reason", "why")).isEqualTo(1);
        assertThat(shell.err()).isEqualTo("error: there is no champion before\n");
    }
}
