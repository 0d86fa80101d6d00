package io.resforge.trainer.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.resforge.trainer.backend.kubernetes.job.JobManifest;
import io.resforge.trainer.backend.kubernetes.job.JobRequest;
import io.resforge.trainer.backend.kubernetes.job.JobRequest.JobPayload;
import io.resforge.trainer.backend.kubernetes.job.JobSettings;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.JobLifetime;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.PodPlacement;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.StoreAccess;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.WorkerAccount;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.WorkerImage;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.WorkerResources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The trainings to copy are what the control plane would make of the same request. */
class TrainingsToCopyTest {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private static final Toleration GPU_NODES = new TolerationBuilder()
            .withKey("nvidia.com/gpu")
            .withOperator("Exists")
            .withEffect("NoSchedule")
            .build();

    @Test
    void trainsOnProcessorsAsTheControlPlaneDoes() {
        JobRequest request = new JobRequest(
                "cpu-smoke",
                "cifar10",
                new JobPayload.Training(Map.of("base", "resforge-resnet20-quick", "epochs", 2)),
                Optional.of("sample"),
                Optional.empty(),
                Map.of());

        assertThat(example("cpu-smoke"))
                .isEqualTo(comparable(JobManifest.of(request, processors(Duration.ofHours(1)))));
    }

    @Test
    void trainsASweepAsTheControlPlaneDoes() {
        JobRequest request = new JobRequest(
                "keras-study",
                "keras-study",
                new JobPayload.Sweep("keras-study", Optional.empty(), List.of(), 12, 4),
                Optional.of("store:cifar10"),
                Optional.empty(),
                Map.of());

        assertThat(example("sweep-gpu")).isEqualTo(comparable(JobManifest.of(request, oneGpu(Duration.ofDays(7)))));
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void namesARecipeThatThereIs(Path file) {
        assertThat(worker(Manifests.objects(file).getFirst()).get("args"))
                .extracting(JsonNode::asText)
                .filteredOn(argument -> argument.startsWith("--recipe=") || argument.startsWith("--sweep="))
                .singleElement()
                .satisfies(argument -> assertThat(
                                Path.of("../recipes", argument.substring(argument.indexOf('=') + 1) + ".yaml"))
                        .exists());
    }

    @Test
    void hasAnIndexForEachMemberOfTheSweep() throws Exception {
        JsonNode job = Manifests.objects(Manifests.FOLDER.resolve("jobs/sweep-gpu.yaml"))
                .getFirst();
        JsonNode sweep = Manifests.objects(Files.readString(Path.of("../recipes/keras-study.yaml")))
                .getFirst();

        assertThat(job.at("/spec/completions").asInt())
                .isEqualTo(sweep.get("members").size());
    }

    private static String example(String name) {
        return comparable((Job) Schema.read(Manifests.objects(Manifests.FOLDER.resolve("jobs/" + name + ".yaml"))
                .getFirst()));
    }

    /** A Job without what only one of the two has, one word a line. */
    private static String comparable(Job job) {
        ObjectNode tree = JSON.valueToTree(job);
        ((ObjectNode) tree.get("metadata")).remove(List.of("annotations", "namespace"));
        for (String labels : List.of("/metadata/labels", "/spec/template/metadata/labels")) {
            ((ObjectNode) tree.at(labels)).remove("app.kubernetes.io/managed-by");
        }
        ObjectNode worker = worker(tree);
        // A person leaves out what is so anyway, and takes the store's place from the ConfigMap, which must be there
        // then.
        worker.set("args", without(worker.get("args"), "--model=cifar10", "--snapshot-every=PT5M"));
        ((ObjectNode) worker.at("/envFrom/0/configMapRef")).remove("optional");
        worker.set("env", sortedWithout(worker.get("env"), "RESFORGE_STORE"));
        return JSON.valueToTree(JSON.convertValue(tree, Object.class)).toPrettyString();
    }

    private static ObjectNode worker(JsonNode job) {
        return (ObjectNode) job.at("/spec/template/spec/containers/0");
    }

    private static ArrayNode without(JsonNode arguments, String... known) {
        ArrayNode kept = JSON.createArrayNode();
        arguments.forEach(argument -> {
            if (!List.of(known).contains(argument.asText())) {
                kept.add(argument);
            }
        });
        return kept;
    }

    private static ArrayNode sortedWithout(JsonNode variables, String known) {
        return JSON.createArrayNode()
                .addAll(StreamSupport.stream(variables.spliterator(), false)
                        .filter(variable -> !variable.get("name").asText().equals(known))
                        .sorted(Comparator.comparing(
                                variable -> variable.get("name").asText()))
                        .toList());
    }

    private static JobSettings processors(Duration deadline) {
        return settings("resforge/trainer:0.1.0", resources("500m", "2", "2Gi", 0), List.of(), deadline);
    }

    private static JobSettings oneGpu(Duration deadline) {
        return settings("resforge/trainer-cuda:0.1.0", resources("4", "4", "8Gi", 1), List.of(GPU_NODES), deadline);
    }

    private static WorkerResources resources(String cpu, String cpuLimit, String memory, int gpus) {
        return new WorkerResources(
                new Quantity(cpu),
                Optional.of(new Quantity(cpuLimit)),
                new Quantity(memory),
                new Quantity(memory),
                gpus,
                "nvidia.com/gpu",
                new Quantity("2Gi"),
                new Quantity("4Gi"));
    }

    private static JobSettings settings(
            String image, WorkerResources resources, List<Toleration> tolerations, Duration deadline) {
        return new JobSettings(
                new WorkerImage(image, WorkerImage.PullPolicy.IfNotPresent, List.of()),
                resources,
                new PodPlacement(Map.of(), tolerations, Optional.empty(), Optional.empty()),
                new JobLifetime(
                        3,
                        Optional.of(deadline),
                        Optional.of(deadline),
                        Duration.ofDays(1),
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(5),
                        Optional.of(12)),
                new StoreAccess(
                        "s3://resforge", Optional.of("resforge-store"), Optional.of("resforge-store"), Map.of()),
                new WorkerAccount("worker", 10001, Optional.empty(), false),
                Optional.empty());
    }

    static List<Path> trainings() {
        return Manifests.trainings();
    }
}
