package io.resforge.trainer.worker.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.trainer.worker.request.WorkerRequestReader.WorkerOptions;
import io.resforge.trainer.worker.request.WorkerRequestReader.WorkerRequest;
import io.resforge.training.recipe.NamedRecipes;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeWriter;
import io.resforge.training.recipe.Yaml;
import io.resforge.training.recipe.sweep.RunNames;
import io.resforge.training.recipe.sweep.Sweep.Member;
import io.resforge.training.recipe.sweep.SweepReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class WorkerRequestReaderTest {

    private static final String SWEEP =
            "{name: rates, set: {arch: resnet8-v1, warmup: 0}, grid: {lr: [0.1, 0.2, 0.3]}}";
    private static final Map<String, String> JOB = Map.of("RESFORGE_RUN", "job");

    private static WorkerRequest read(Map<String, String> environment, String... arguments) {
        WorkerOptions options = new WorkerOptions();
        new CommandLine(options).parseArgs(arguments);
        return new WorkerRequestReader(options, environment).read(null);
    }

    private static Recipe recipe(WorkerRequest request) {
        return request.request().orElseThrow().recipe();
    }

    @Test
    void takesTheRunFromTheStoreWhereNothingElseIsGiven() {
        assertThat(read(JOB)).isEqualTo(WorkerRequest.stored("job"));
    }

    @Test
    void prefersTheCommandLinesRun() {
        assertThat(new WorkerRequestReader(new WorkerOptions(), JOB)
                        .read("mine")
                        .runId())
                .isEqualTo("mine");
    }

    @Test
    void readsANamedRecipeWithItsChanges() {
        WorkerRequest request =
                read(JOB, "--recipe", "he2016-resnet20", "--set", "epochs=3", "--data", "/data", "--from", "7");

        assertThat(request.recipe()).isEqualTo("he2016-resnet20");
        assertThat(recipe(request))
                .isEqualTo(RecipeReader.tree(
                        NamedRecipes.get("he2016-resnet20").tree().set("epochs=3")));
        assertThat(request.request().orElseThrow().model()).isEqualTo("cifar10");
        assertThat(request.request().orElseThrow().dataset()).isEqualTo("/data");
        assertThat(request.request().orElseThrow().fromVersion()).contains("7");
    }

    @Test
    void readsAWholeRecipeAsJsonOverANamedOne() {
        Recipe other = RecipeReader.yaml("{arch: resnet8-v1, epochs: 2, optimizer: adam}");
        String json = Yaml.write(RecipeWriter.tree(other)); // JSON is YAML: what one reads the other does

        WorkerRequest request = read(JOB, "--recipe", "he2016-resnet20", "--recipe-json", json, "--data", "sample");

        assertThat(recipe(request)).isEqualTo(other);
        assertThat(request.recipe()).isEqualTo("he2016-resnet20");
    }

    @Test
    void readsJson() {
        WorkerRequest request =
                read(JOB, "--recipe-json", "{\"arch\": \"resnet8-v1\", \"lr\": 1e-3}", "--data", "sample");

        assertThat(recipe(request).arch()).isEqualTo(Architecture.parse("resnet8-v1"));
        assertThat(recipe(request).lr()).isEqualTo(0.001);
        assertThat(request.recipe()).isEqualTo("inline");
        assertThat(request.request().orElseThrow().dataset()).isEqualTo("sample");
    }

    @Test
    void recordsAFolderByItsAbsolutePath() {
        assertThat(read(JOB, "--data", "pictures").request().orElseThrow().dataset())
                .isEqualTo(Path.of("pictures").toAbsolutePath().toString());
        assertThat(read(JOB, "--data", "s3://bucket/sets")
                        .request()
                        .orElseThrow()
                        .dataset())
                .isEqualTo("s3://bucket/sets");
    }

    @Test
    void takesTheMemberOfItsIndex() {
        Map<String, String> second = Map.of("RESFORGE_RUN", "job", "JOB_COMPLETION_INDEX", "1");

        WorkerRequest request = read(second, "--sweep-json", SWEEP, "--set", "epochs=4", "--data", "sample");

        assertThat(request.runId()).isEqualTo("job-1");
        assertThat(recipe(request).lr()).isEqualTo(0.2);
        assertThat(recipe(request).epochs()).isEqualTo(4);
        assertThat(request.request().orElseThrow().model()).isEqualTo("rates");
    }

    @Test
    void callsAMembersRunAsTheCommandLineDoesWhereTheJobHasNoName() {
        List<Member> members = SweepReader.yaml(SWEEP, List.of()).members();

        WorkerRequest request = read(Map.of("JOB_COMPLETION_INDEX", "2"), "--sweep-json", SWEEP, "--data", "/data");

        assertThat(request.runId()).isEqualTo(new RunNames("rates", "rates", "/data").of(members.get(2), 1));
    }

    @Test
    void prefersTheCommandLinesIndex() {
        Map<String, String> second = Map.of("RESFORGE_RUN", "job", "JOB_COMPLETION_INDEX", "1");

        assertThat(read(second, "--sweep-json", SWEEP, "--index", "0", "--data", "sample")
                        .runId())
                .isEqualTo("job-0");
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments("--run or RESFORGE_RUN must be given: the run's id", Map.of(), List.of("--recipe", "x")),
                arguments(
                        "a run's id must be 1 to 63 lower-case letters, digits and inner dashes, was 'A b'",
                        Map.of("RESFORGE_RUN", "A b"),
                        List.of()),
                arguments(
                        "--data must be given: a folder, 'sample', store:NAME or s3://bucket/path",
                        JOB,
                        List.of("--set", "epochs=3")),
                arguments(
                        "a model's name must be 1 to 63 lower-case letters, digits and inner dashes, was 'My'",
                        JOB,
                        List.of("--data", "sample", "--model", "My")),
                arguments(
                        "there is no recipe 'he2016-resnet2'; did you mean 'he2016-resnet20'?",
                        JOB,
                        List.of("--data", "sample", "--recipe", "he2016-resnet2")),
                arguments(
                        "epochs must be from 1 to 10000, was 0", JOB, List.of("--data", "sample", "--set", "epochs=0")),
                arguments(
                        "there is no member '3': sweep 'rates' has 3 members, with the indexes 0 to 2",
                        Map.of("RESFORGE_RUN", "job", "JOB_COMPLETION_INDEX", "3"),
                        List.of("--data", "sample", "--sweep-json", SWEEP)),
                arguments(
                        "--index or JOB_COMPLETION_INDEX must be given: sweep 'rates' has 3 members, with the indexes 0"
                                + " to 2",
                        JOB,
                        List.of("--data", "sample", "--sweep-json", SWEEP)),
                arguments(
                        "--index is for the members of a sweep: --sweep is missing",
                        JOB,
                        List.of("--data", "sample", "--index", "1")),
                arguments(
                        "--sweep cannot go with --recipe, --recipe-json or --from",
                        JOB,
                        List.of("--data", "sample", "--sweep-json", SWEEP, "--from", "1")));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void refusesInOneSentence(String sentence, Map<String, String> environment, List<String> arguments) {
        assertThatThrownBy(() -> read(environment, arguments.toArray(String[]::new)))
                .hasMessage(sentence);
    }
}
