package io.resforge.trainer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.trainer.contract.ExitCode.Repeat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([0-9]+) \\|.*\\| *(.*?) *\\|$");

    @ParameterizedTest
    @CsvSource({
        "0, NEVER",
        "1, COUNTED",
        "2, NEVER",
        "3, NEVER",
        "75, FREELY",
        "134, COUNTED",
        "137, COUNTED",
        "143, COUNTED",
        "255, COUNTED"
    })
    void tellsWhetherAnotherTryMakesSense(int number, Repeat repeat) {
        assertThat(ExitCode.repeat(number)).isEqualTo(repeat);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | failed (exit code 1)",
                "3 | ended for a reason that another try does not change (exit code 3)",
                "75 | was stopped, and can go on (exit code 75)",
                "137 | was killed (exit code 137)",
                "139 | crashed (exit code 139)",
                "9 | ended with exit code 9 and without a result"
            })
    void saysWhatAWorkerDidThatEndedSo(int number, String words) {
        assertThat(ExitCode.words(number)).isEqualTo(words);
    }

    @Test
    void saysWhatEachMeans() {
        assertThat(ExitCode.meanings())
                .containsOnlyKeys("0", "1", "2", "3", "75")
                .doesNotContainValue("");
    }

    @Test
    void isAsTheDocumentationHasIt() throws IOException {
        Map<String, String> policies = new TreeMap<>();
        ROW.matcher(Files.readString(Path.of("../docs/training.md")))
                .results()
                .forEach(row -> policies.put(row.group(1), row.group(2)));

        assertThat(policies)
                .hasSameSizeAs(ExitCode.values())
                .containsOnlyKeys(ExitCode.meanings().keySet());
        policies.forEach((number, policy) -> assertThat(policy).as(number).isEqualTo(policy(Integer.parseInt(number))));
    }

    private static String policy(int number) {
        return switch (ExitCode.repeat(number)) {
            case NEVER -> number == 0 ? "" : "`FailJob`";
            case COUNTED -> "counted";
            case FREELY -> "`Ignore`";
        };
    }

    /** Java itself ends with 3 then, which would be taken for an end that no other try changes. */
    @Test
    void noImageOfWorkersLetsJavaEndByItselfForWantOfMemory() throws IOException {
        for (String image : new String[] {"trainer", "trainer-cuda"}) {
            assertThat(Files.readString(Path.of("../docker/" + image + ".Dockerfile")))
                    .as(image)
                    .doesNotContain("ExitOnOutOfMemoryError");
        }
    }
}
