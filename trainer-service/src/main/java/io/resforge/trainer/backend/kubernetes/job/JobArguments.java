package io.resforge.trainer.backend.kubernetes.job;

import static io.resforge.trainer.contract.WorkerArguments.DATA;
import static io.resforge.trainer.contract.WorkerArguments.DEVICE;
import static io.resforge.trainer.contract.WorkerArguments.FROM;
import static io.resforge.trainer.contract.WorkerArguments.MODEL;
import static io.resforge.trainer.contract.WorkerArguments.RECIPE;
import static io.resforge.trainer.contract.WorkerArguments.RECIPE_JSON;
import static io.resforge.trainer.contract.WorkerArguments.SET;
import static io.resforge.trainer.contract.WorkerArguments.SNAPSHOT_EVERY;
import static io.resforge.trainer.contract.WorkerArguments.SWEEP_JSON;
import static io.resforge.trainer.contract.WorkerArguments.option;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.resforge.trainer.backend.kubernetes.job.JobRequest.JobPayload;
import io.resforge.trainer.contract.WorkerArguments;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.RecipeTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The command line of a Job's worker. Each option is one argument with its value, so that a value with a dash in front is none of its
 * own, and Kubernetes finds nothing in it to replace. The run's id and the store's place come by the environment.
 */
final class JobArguments {

    /** In a recipe the order of keys means nothing, and a client's may differ from one call to the next. */
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /** In a sweep it means the order of the members. */
    private static final JsonMapper AS_GIVEN = new JsonMapper();

    private JobArguments() {}

    static List<String> of(JobRequest request, JobSettings settings) {
        List<String> line = new ArrayList<>();
        line.add(WorkerArguments.TRAIN);
        line.addAll(
                switch (request.work()) {
                    case JobPayload.Training training -> recipe(training);
                    case JobPayload.Sweep sweep -> sweep(sweep);
                });
        line.add(option(MODEL, request.model()));
        request.dataset().ifPresent(it -> line.add(option(DATA, it)));
        request.fromVersion().ifPresent(it -> line.add(option(FROM, it)));
        // A worker that was given a GPU and cannot use it must not train on processors for days instead.
        if (settings.resources().gpus() > 0) {
            line.add(option(DEVICE, "cuda:0"));
        }
        line.add(option(SNAPSHOT_EVERY, settings.lifetime().snapshotInterval()));
        return line.stream().map(ContainerText::literal).toList();
    }

    /** The named recipe that others are given over; empty if there is none. */
    static Optional<String> base(JobPayload.Training training) {
        return training.recipe().get(RecipeTree.BASE) instanceof String name ? Optional.of(name) : Optional.empty();
    }

    private static List<String> recipe(JobPayload.Training training) {
        Optional<String> base = base(training);
        if (base.isEmpty()) {
            return List.of(option(RECIPE_JSON, json(SORTED, training.recipe())));
        }
        Map<String, Object> changes = new TreeMap<>(training.recipe());
        changes.remove(RecipeTree.BASE);
        List<String> line = new ArrayList<>();
        line.add(option(RECIPE, base.get()));
        changes.forEach((key, value) -> line.add(option(SET, key + "=" + text(value))));
        return line;
    }

    private static List<String> sweep(JobPayload.Sweep sweep) {
        List<String> line = new ArrayList<>();
        line.add(sweep.definition()
                .map(it -> option(SWEEP_JSON, definition(it)))
                .orElseGet(() -> option(WorkerArguments.SWEEP, sweep.name())));
        sweep.settings().forEach(it -> line.add(option(SET, it)));
        return line;
    }

    /** A value as a person would write it; JSON, which is YAML too, where a word would be read as something else. */
    private static String text(Object value) {
        return value instanceof String word && isPlain(word) ? word : json(SORTED, value);
    }

    private static boolean isPlain(String word) {
        try {
            return word.equals(
                    new RecipeTree(Map.of()).set("word=" + word).values().get("word"));
        } catch (InvalidRecipe e) {
            return false;
        }
    }

    /** A sweep's definition as JSON, its keys in their order. */
    static String definition(Map<String, Object> sweep) {
        return json(AS_GIVEN, sweep);
    }

    private static String json(JsonMapper mapper, Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can always be written", e);
        }
    }
}
