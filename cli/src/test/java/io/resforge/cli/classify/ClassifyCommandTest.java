package io.resforge.cli.classify;

import static io.resforge.testing.ServerErrors.status;
import static io.resforge.testing.ServerErrors.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.rpc.Code;
import io.grpc.Status;
import io.resforge.testing.FakeInference;
import io.resforge.testing.FakeServer;
import io.resforge.testing.Screen;
import io.resforge.testing.Shell;
import io.resforge.v1.ClassifyRequest;
import java.io.IOException;
import java.io.RandomAccessFile;
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
import org.junit.jupiter.params.provider.CsvSource;
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
        String blanks = " ".repeat(frog.length());
        assertThat(shell.out().lines().toList())
                .containsExactly(
                        "IMAGE" + blanks.substring(5) + "  CLASS",
                        frog + "  frog   75.0%  ██████████████████",
                        blanks + "  deer   20.0%  ████▊",
                        blanks + "  cat     5.0%  █▎",
                        "cifar10 version 1, 1.5 ms on the server");
    }

    @Test
    void drawsBarsInAsciiWhereThatIsAllThereIs() {
        Screen screen = Screen.ascii();
        new Shell(folder, screen).run("classify", frog, "--server", server.address());
        assertThat(screen.out()).contains("frog   75.0%  ##################");
        assertThat(screen.out().chars()).allMatch(c -> c < 128);
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
        assertThat(shell.json().getAsJsonObject().get("elapsed_ms").getAsDouble())
                .isEqualTo(3.0);
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
    void takesAllImagesOfAFolderAndOfThoseInItAndNamesEachByItsPath() throws IOException {
        Files.createDirectories(folder.resolve("b/c"));
        Files.write(folder.resolve("b/frog.png"), new byte[] {1});
        Files.write(folder.resolve("b/c/frog.JPG"), new byte[] {1});
        Files.writeString(folder.resolve("b/notes.txt"), "no image");
        assertThat(csv(folder.toString()))
                .containsExactly(
                        folder + "/b/c/frog.JPG,1,frog", folder + "/b/frog.png,1,frog", folder + "/frog.png,1,frog");
    }

    @Test
    void refusesAFolderWithoutImages() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(shell.run("classify", empty.toString(), "--server", server.address()))
                .isEqualTo(2);
        assertThat(shell.err())
                .isEqualTo("error: there is no PNG, JPEG, GIF or BMP file in the folder " + empty + "\n");
    }

    @ParameterizedTest
    @CsvSource({"/b/*.png, 1", "/**/*.png, 3", "/b/**, 3", "'/b/{frog,other}.png', 1", "/f*, 1"})
    void takesWhatAPatternNames(String pattern, int images) throws IOException {
        Files.createDirectories(folder.resolve("b/c"));
        Files.write(folder.resolve("b/frog.png"), new byte[] {1});
        Files.write(folder.resolve("b/c/cat.png"), new byte[] {1});
        Files.write(folder.resolve("b/c/cat.jpg"), new byte[] {1});
        assertThat(csv(folder + pattern)).hasSize(images);
    }

    @Test
    void takesAFileWhoseNameLooksLikeAPattern() throws IOException {
        String odd = Files.write(folder.resolve("a[1]*.png"), new byte[] {1}).toString();
        assertThat(csv(odd)).containsExactly(odd + ",1,frog");
    }

    @Test
    void refusesAPatternThatNothingMatches() {
        assertThat(shell.run("classify", folder + "/*.gif", "--server", server.address()))
                .isEqualTo(2);
        assertThat(shell.err()).isEqualTo("error: no file matches '" + folder + "/*.gif'\n");
    }

    @Test
    void keepsTheOrderOfManyImagesInPartsOfACall() throws IOException {
        List<String> expected = new ArrayList<>();
        List<String> words = new ArrayList<>(List.of("classify", "--format", "jsonl", "--server", server.address()));
        for (int i = 200; i > 0; i--) {
            String file =
                    Files.write(folder.resolve(i + ".png"), new byte[] {1}).toString();
            words.add(file);
            expected.add(file);
        }
        assertThat(shell.run(words.toArray(String[]::new))).isZero();
        assertThat(shell.out().lines().map(line -> JsonParser.parseString(line).getAsJsonObject()))
                .extracting(it -> it.get("file").getAsString())
                .containsExactlyElementsOf(expected);
        assertThat(service.classify.asked())
                .extracting(ClassifyRequest::getImagesCount)
                .containsExactly(64, 64, 64, 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "csv", "jsonl", "json"})
    void goesOnAfterAFileThatIsNoImageAndEndsWithOne(String format) throws IOException {
        String text = Files.writeString(folder.resolve("text.png"), "frog").toString();
        service.classify.failing(
                1, status(Code.INVALID_ARGUMENT, "bad request", wrong("images[1].encoded", "this is no image")));
        assertThat(shell.run("classify", frog, text, frog, "--format", format, "--server", server.address()))
                .isEqualTo(1);
        assertThat(shell.err())
                .isEqualTo("error: " + text + ": this is no image\nerror: 1 of 3 images could not be classified\n");
        assertThat(shell.out()).contains(frog);
        assertThat(shell.out().contains(text)).isEqualTo(!format.equals("table"));
        assertThat(service.classify.asked())
                .extracting(ClassifyRequest::getImagesCount)
                .containsExactly(3, 2);
    }

    @Test
    void goesOnAfterAFileThatIsTooLargeForAnyServer() throws IOException {
        Path large = folder.resolve("large.png");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength((32 << 20) + 1);
        }
        assertThat(shell.run("classify", large.toString(), frog, "--server", server.address()))
                .isEqualTo(1);
        assertThat(shell.err()).startsWith("error: " + large + ": an image may have 32 MiB at the most\n");
        assertThat(shell.out()).contains(frog);
    }

    @Test
    void quotesWhatCommaSeparatedValuesNeed() throws IOException {
        String odd = Files.write(folder.resolve("a, \"b\".png"), new byte[] {1}).toString();
        assertThat(shell.run("classify", odd, "--format", "csv", "--server", server.address()))
                .isZero();
        assertThat(shell.out().lines().toList())
                .containsExactly(
                        "file,rank,label,index,probability,prediction_id,model,version,error",
                        "\"" + odd.replace("\"", "\"\"") + "\",1,frog,0,0.75,,cifar10,1,");
    }

    @Test
    void showsHowManyOfManyImagesAreDone() {
        Screen screen = Screen.live(120);
        List<String> words = new ArrayList<>(List.of("classify", "--server", server.address()));
        words.addAll(Collections.nCopies(65, frog));
        assertThat(new Shell(folder, screen).run(words.toArray(String[]::new))).isZero();
        assertThat(screen.frames()).anyMatch(frame -> frame.contains("64 of 65 images"));
        assertThat(Screen.plain(screen.out()).split("IMAGE", -1)).as("one head").hasSize(2);
    }

    @Test
    void refusesAnotherFormat() {
        assertThat(shell.run("classify", frog, "--format", "xml")).isEqualTo(2);
        assertThat(shell.err()).startsWith("error: --format must be table, csv, jsonl or json, was 'xml'\n");
    }

    @Test
    void takesStandardInputOnce() {
        assertThat(shell.run("classify", "-", "-", "--server", server.address()))
                .isEqualTo(2);
        assertThat(shell.err()).isEqualTo("error: '-' may be given once only: standard input is one image\n");
    }

    private List<String> csv(String word) {
        assertThat(shell.run("classify", word, "--format", "csv", "--server", server.address()))
                .isZero();
        return shell.out()
                .lines()
                .skip(1)
                .map(line -> String.join(",", List.of(line.split(",")).subList(0, 3)))
                .toList();
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
