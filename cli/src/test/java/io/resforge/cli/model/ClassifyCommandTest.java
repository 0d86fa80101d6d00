package io.resforge.cli.model;

import static io.resforge.testing.ServerErrors.status;
import static io.resforge.testing.ServerErrors.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.rpc.Code;
import io.grpc.Status;
import io.resforge.testing.FakeInference;
import io.resforge.testing.FakeServer;
import io.resforge.testing.Screen;
import io.resforge.testing.Shell;
import io.resforge.v1.ClassifyRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifyCommandTest {

    @TempDir
    private Path folder;

    private final FakeInference service = new FakeInference();
    private final FakeServer server = FakeServer.of(service);
    private Shell shell;
    private String frog;

    @BeforeEach
    void open() throws IOException {
        shell = new Shell(folder);
        frog = Files.write(folder.resolve("frog.png"), new byte[] {1, 2, 3}).toString();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void showsTheLikeliestClassesWithABar() {
        assertThat(shell.run("classify", frog, "--server", server.address())).isZero();
        assertThat(shell.out()).isEqualTo("""
                        IMAGE     CLASS
                        frog.png  frog   75.0%  ██████████████████
                                  deer   20.0%  ████▊
                                  cat     5.0%  █▎
                        cifar10 version 1, 1.5 ms on the server
                        """);
    }

    @Test
    void drawsBarsInAsciiWhereThatIsAllThereIs() {
        Screen screen = Screen.ascii();
        new Shell(folder, screen).run("classify", frog, "--server", server.address());
        assertThat(screen.out()).contains("frog   75.0%  ##################");
        assertThat(screen.out().chars()).allMatch(c -> c < 128);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80})
    void fitsTheTerminal(int width) {
        Screen screen = Screen.live(width);
        new Shell(folder, screen).run("classify", frog, "--server", server.address());
        assertThat(Screen.plain(screen.out()).lines()).allMatch(line -> line.length() <= width);
        assertThat(Screen.plain(screen.out())).contains("frog.png  frog   75.0%");
    }

    @Test
    void asksForAsManyClassesAsWanted() {
        assertThat(shell.run("classify", frog, "--top-k", "1", "--server", server.address()))
                .isZero();
        assertThat(service.classify.onlyAsked().getTopK()).isEqualTo(1);
        assertThat(shell.out()).doesNotContain("deer");
    }

    @Test
    void leavesItToTheServerHowManyClassesThereAre() {
        assertThat(shell.run("classify", frog, "--server", server.address())).isZero();
        assertThat(service.classify.onlyAsked().getTopK()).isZero();
    }

    @Test
    void insistsOnAVersion() {
        shell.run("classify", frog, "--version", "7", "--model", "pets", "--server", server.address());
        assertThat(service.classify.onlyAsked().getVersion()).isEqualTo("7");
        assertThat(service.classify.onlyAsked().getModel()).isEqualTo("pets");
    }

    @Test
    void insistsOnALabelAndThenOnTheVersionThatHadIt() throws IOException {
        String large =
                Files.write(folder.resolve("large.png"), new byte[9 << 20]).toString();
        shell.run("classify", large, large, "--label", "canary", "--server", server.address());
        assertThat(service.classify.asked())
                .extracting(ClassifyRequest::getLabel)
                .containsExactly("canary", "");
        assertThat(service.classify.asked())
                .extracting(ClassifyRequest::getVersion)
                .containsExactly("", "1");
    }

    @Test
    void refusesAVersionAndALabelAtOnce() {
        assertThat(shell.run("classify", frog, "--version", "1", "--label", "canary", "--server", server.address()))
                .isEqualTo(2);
        assertThat(shell.err()).isEqualTo("error: only one of --version and --label may be given\n");
    }

    @Test
    void printsJsonThatNamesTheFiles() {
        assertThat(shell.run("classify", frog, frog, "--json", "--server", server.address()))
                .isZero();
        JsonObject second = shell.json()
                .getAsJsonObject()
                .getAsJsonArray("predictions")
                .get(1)
                .getAsJsonObject();
        assertThat(second.get("file").getAsString()).isEqualTo(frog);
        assertThat(second.getAsJsonArray("classes")).hasSize(3);
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void classifiesMoreFilesThanFitIntoACall() {
        List<String> words = new ArrayList<>(List.of("classify", "--json", "--server", server.address()));
        words.addAll(Collections.nCopies(65, frog));
        assertThat(shell.run(words.toArray(String[]::new))).isZero();
        assertThat(shell.json().getAsJsonObject().getAsJsonArray("predictions")).hasSize(65);
        assertThat(shell.json().getAsJsonObject().get("elapsed").getAsString()).isEqualTo("0.003s");
        assertThat(service.classify.asked())
                .extracting(ClassifyRequest::getImagesCount)
                .containsExactly(64, 1);
    }

    @Test
    void sendsLargeFilesOneByOne() throws IOException {
        String large =
                Files.write(folder.resolve("large.png"), new byte[9 << 20]).toString();
        assertThat(shell.run("classify", large, large, "--server", server.address()))
                .isZero();
        assertThat(service.classify.asked())
                .extracting(ClassifyRequest::getImagesCount)
                .containsExactly(1, 1);
    }

    @Test
    void hasOneVersionAnswerForAllFiles() throws IOException {
        String large =
                Files.write(folder.resolve("large.png"), new byte[9 << 20]).toString();
        shell.run("classify", large, large, "--server", server.address());
        assertThat(service.classify.asked())
                .extracting(ClassifyRequest::getVersion)
                .containsExactly("", "1");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        String none = folder.resolve("none.png").toString();
        assertThat(shell.run("classify", frog, none, "--server", server.address()))
                .isEqualTo(2);
        assertThat(shell.err()).isEqualTo("error: there is no readable file " + none + "\n");
        assertThat(service.classify.asked()).isEmpty();
    }

    @Test
    void refusesAFolder() {
        assertThat(shell.run("classify", folder.toString(), "--server", server.address()))
                .isEqualTo(2);
        assertThat(shell.err()).isEqualTo("error: there is no readable file " + folder + "\n");
    }

    @Test
    void saysWhichFileIsNoImage() throws IOException {
        String text = Files.writeString(folder.resolve("frog.txt"), "frog").toString();
        service.classify.failing(
                1, status(Code.INVALID_ARGUMENT, "bad request", wrong("images[1].encoded", "this is no image")));
        assertThat(shell.run("classify", frog, text, "--server", server.address()))
                .isEqualTo(2);
        assertThat(shell.err()).isEqualTo("error: " + text + ": this is no image\n");
    }

    @Test
    void passesOnWhatElseIsWrong() {
        service.classify.failing(1, status(Code.INVALID_ARGUMENT, "bad request", wrong("top_k", "must be at most 10")));
        assertThat(shell.run("classify", frog, "--server", server.address())).isEqualTo(2);
        assertThat(shell.err()).isEqualTo("error: bad request (top_k: must be at most 10)\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void refusesToShowNoClass(int topK) {
        assertThat(shell.run("classify", frog, "--top-k", "" + topK, "--server", server.address()))
                .isEqualTo(2);
        assertThat(shell.err()).isEqualTo("error: --top-k must be at least 1, was " + topK + "\n");
    }

    @Test
    void saysThatThereIsNoModelYet() {
        service.classify.failing(
                9, Status.UNAVAILABLE.withDescription("no model yet").asRuntimeException());
        assertThat(shell.run("classify", frog, "--server", server.address())).isEqualTo(1);
        assertThat(shell.err()).isEqualTo("error: " + server.address() + " is unavailable: no model yet\n");
    }

    @Test
    void failsIfTheServerAnswersForAnotherNumberOfImages() {
        service.answerTwice();
        assertThat(shell.run("classify", frog, "--json", "--server", server.address()))
                .isEqualTo(1);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).isEqualTo("error: the server was sent 1 image and answered for 2\n");
    }
}
