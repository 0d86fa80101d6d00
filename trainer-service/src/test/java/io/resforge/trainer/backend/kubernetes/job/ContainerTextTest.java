package io.resforge.trainer.backend.kubernetes.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.resforge.trainer.backend.kubernetes.job.JobRequest.JobPayload;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerTextTest {

    private static final String SECRET = "s3cr3t";

    @Test
    void reachesTheContainerAsItIs() {
        Random random = new Random(7);
        String letters = "$$$$(())AWS_x {}\\'\"%";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(24); length > 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            String literal = ContainerText.literal(text.toString());

            assertThat(Expansion.withEvery(SECRET, literal)).isEqualTo(text.toString());
            assertThat(ContainerText.read(literal)).isEqualTo(text.toString());
        }
    }

    @Test
    void isReadAsAContainerWithoutVariablesGetsIt() {
        for (String text : List.of("a", "$", "$$", "$(A)", "$$(A)", "$$$(A)", "$$$$(A)", "a$b$$c")) {
            assertThat(ContainerText.read(text)).isEqualTo(Expansion.of(text, Map.of()));
        }
    }

    /** Each text stands wherever a request has room for one. */
    @ParameterizedTest
    @ValueSource(
            strings = {"$(AWS_SECRET_ACCESS_KEY)", "$$(A)", "$$$(A)", "store:$(A)", "https://a/$(A)?$(A)", "$(A", "$"})
    void keepsARequestFromReadingTheContainersVariables(String hostile) {
        Map<String, Object> recipe = Map.of("base", hostile, "about", hostile, hostile, List.of(hostile));
        List<JobRequest> requests = List.of(
                request(new JobPayload.Training(recipe), hostile),
                request(new JobPayload.Training(Map.of("about", Map.of(hostile, hostile))), hostile),
                request(new JobPayload.Sweep(hostile, Optional.empty(), List.of("about=" + hostile), 2, 1), hostile),
                request(
                        new JobPayload.Sweep(
                                "a", Optional.of(Map.of("name", hostile, hostile, hostile)), List.of(), 2, 1),
                        hostile));

        for (JobRequest request : requests) {
            assertThat(texts(request))
                    .noneMatch(it -> Expansion.withEvery(SECRET, it).contains(SECRET));
            assertThat(texts(request))
                    .anyMatch(it -> Expansion.withEvery(SECRET, it).equals("--data=" + hostile));
        }
    }

    private static JobRequest request(JobPayload work, String dataset) {
        return new JobRequest("a", "cifar10", work, Optional.of(dataset), Optional.empty(), Map.of("team", "vision"));
    }

    private static List<String> texts(JobRequest request) {
        Container worker = JobManifest.of(request, Installation.plain())
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
        return Stream.of(
                        worker.getArgs().stream(),
                        worker.getCommand().stream(),
                        worker.getEnv().stream().map(EnvVar::getValue).filter(Objects::nonNull))
                .flatMap(it -> it)
                .toList();
    }
}
