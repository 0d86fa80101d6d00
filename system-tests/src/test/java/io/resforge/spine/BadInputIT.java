package io.resforge.spine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.resforge.client.FieldViolation;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is wrong is refused with one sentence that says so, over gRPC and on the command line, and harms no other caller. All processes run
 * in Turkish with Arabic digits, of which nobody may see anything.
 */
class BadInputIT {

    private static final String LANGUAGE = "-Duser.language=tr -Duser.country=TR -Duser.extensions=u-nu-arab";
    private static final Pattern OTHER_DIGITS = Pattern.compile("(?![0-9])\\p{Nd}");

    @RegisterExtension
    static final Spine spine = Spine.withTrainedStore().with(Map.of(Spine.JAVA_OPTIONS, LANGUAGE));

    static Path files;
    private static PackagedCli shell;

    @BeforeAll
    static void start() throws IOException {
        files = Files.createDirectories(spine.home().resolve("files"));
        Files.writeString(files.resolve("text.png"), "not a picture");
        Files.write(files.resolve("huge.png"), BadRequests.pngHeader(20_000, 20_000));
        Files.write(
                files.resolve("frog.png"),
                SampleImages.encodedFrog().getEncoded().toByteArray());
        Files.createDirectories(files.resolve("empty/train/frog"));
        for (String name : new String[] {"cat/1", "cat/2", "frog/1", "frog/2"}) {
            Path image = files.resolve("damaged/" + name + ".png");
            Files.createDirectories(image.getParent());
            Files.writeString(image, "no image");
        }
        shell = spine.add(new PackagedCli(spine.environment(), spine.home().resolve("shell")));
        spine.startBoth();
        Until.live(spine.client().inference(), "1");
    }

    @AfterAll
    static void theLogsAreInAsciiDigits() throws IOException {
        assertThat(spine.logged().text()).contains(LANGUAGE).doesNotContainPattern(OTHER_DIGITS);
    }

    @AfterEach
    void theServicesStillAnswer() {
        assertThat(spine.client().inference().classify(SampleImages.rawFrog()).getPredictionsCount())
                .isEqualTo(1);
        assertThat(spine.client().versions().list("", 10)).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource({
        "io.resforge.spine.BadRequests#classifications",
        "io.resforge.spine.BadRequests#submissions",
        "io.resforge.spine.BadRequests#questions"
    })
    void refusesWithOneClearSentence(Consumer<ResForgeClient> call, Status.Code status, String field, String words) {
        ResForgeException failure = catchThrowableOfType(ResForgeException.class, () -> call.accept(spine.client()));

        assertThat(failure).isNotNull();
        assertThat(failure.status()).as(failure.getMessage()).isEqualTo(status);
        isOneSentence(failure.getMessage());
        assertThat(failure.getMessage()).contains(words);
        if (field.isEmpty()) {
            assertThat(failure.violations()).isEmpty();
        } else {
            assertThat(failure.violations()).extracting(FieldViolation::field).containsExactly(field);
        }
    }

    private static void isOneSentence(String message) {
        assertThat(message)
                .isNotBlank()
                .hasSizeLessThan(300)
                .doesNotContain("\n", "Exception", "io.resforge", "java.")
                .doesNotContainPattern(OTHER_DIGITS);
    }

    @Test
    void failsTheRunOfAFolderWhoseImagesAreDamaged() {
        Run run = Follow.submitted(spine.client(), Recipes.quick(files.resolve("damaged")))
                .awaitEnd();

        assertThat(run.getState()).isEqualTo(RunState.RUN_STATE_FAILED);
        isOneSentence(run.getMessage());
        assertThat(run.getMessage()).contains("damaged/", "no image of a known format");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0 | classify frog.png --top-k 1               |
                    1 | classify text.png                         | no image of a known format
                    1 | classify huge.png                         | 20000
                    2 | classify nowhere.png                      | there is no readable file
                    2 | classify frog.png --top-k -1              | --top-k must be at least 1
                    2 | classify frog.png --version 99            | version 99
                    1 | classify frog.png --server localhost:1    | nothing answers at localhost:1
                    2 | models show 99                            | no version 99
                    2 | train --data empty --arch resnet9-v1      | it cannot have depth 9
                    2 | train --data empty                        | at least 2 are needed
                    1 | train --data damaged                      | no image of a known format
                    2 | trian                                     | did you mean 'train'
                    """)
    void endsTheCommandWithItsExitCode(int exitCode, String command, String words) throws Exception {
        String[] arguments =
                command.replaceAll("(\\w+\\.png|empty|damaged)", files + "/$1").split(" ");

        PackagedCli.Result result = shell.run(arguments);

        assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
        if (words != null) {
            assertThat(result.err()).contains("error: ", words).doesNotContain("Exception");
        }
    }
}
