package io.resforge.trainer.kubernetes.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
final class WorkerArguments {

    /** In a recipe the order of keys means nothing, and a client's may differ from one call to the next. */
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /** In a sweep it means the order of the members. */
    private static final JsonMapper AS_GIVEN = new JsonMapper();

    private WorkerArguments() {}

    static List<String> of(JobRequest request, JobSettings settings) {
        List<String> line = new ArrayList<>();
        line.add("train");
        line.addAll(
                switch (request.work()) {
                    case JobPayload.Training training -> recipe(training);
                    case JobPayload.Sweep sweep -> sweep(sweep);
                });
        line.add("--model=" + request.model());
        request.dataset().ifPresent(it -> line.add("--data=" + it));
        request.fromVersion().ifPresent(it -> line.add("--from=" + it));
        // A worker that was given a GPU and cannot use it must not train on processors for days instead.
        if (settings.resources().gpus() > 0) {
            line.add("--device=cuda:0");
        }
        line.add("--snapshot-every=" + settings.lifetime().snapshotInterval());
        return line.stream().map(ContainerText::literal).toList();
    }

    /** The named recipe that others are given over; empty if there is none. */
    static Optional<String> base(JobPayload.Training training) {
        return training.recipe().get(RecipeTree.BASE) instanceof String name ? Optional.of(name) : Optional.empty();
    }

    private static List<String> recipe(JobPayload.Training training) {
        Optional<String> base = base(training);
        if (base.isEmpty()) {
            return List.of("--recipe-json=" + json(SORTED, training.recipe()));
        }
        Map<String, Object> changes = new TreeMap<>(training.recipe());
        changes.remove(RecipeTree.BASE);
        List<String> line = new ArrayList<>();
        line.add("--recipe=" + base.get());
        changes.forEach((key, value) -> line.add("--set=" + key + "=" + text(value)));
        return line;
    }

    private static List<String> sweep(JobPayload.Sweep sweep) {
        List<String> line = new ArrayList<>();
        line.add(sweep.definition()
                .map(it -> "--sweep-json=" + definition(it))
                .orElseGet(() -> "--sweep=" + sweep.name()));
        sweep.settings().forEach(it -> line.add("--set=" + it));
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
