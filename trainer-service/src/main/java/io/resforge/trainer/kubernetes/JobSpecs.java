package io.resforge.trainer.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.value.ObjectNames;
import io.resforge.trainer.kubernetes.job.ContainerText;
import io.resforge.trainer.kubernetes.state.JobReader;
import io.resforge.trainer.request.RunLabels;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.training.recipe.RecipeWriter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a Job was asked to do, as far as it tells itself; its worker will know better. */
final class JobSpecs {

    private static final String DEFAULT_MODEL = "cifar10";
    private static final String UNKNOWN = "unknown";

    /** What the container is called that trains, beside others that an author or a webhook may have added. */
    private static final String WORKER = "worker";

    private JobSpecs() {}

    static RunSpec of(Job job, String runId) {
        List<String> arguments = arguments(job);
        String model = JobReader.label(job, RunLabels.MODEL)
                .or(() -> option(arguments, "--model"))
                .filter(ObjectNames::isLabel)
                .orElse(DEFAULT_MODEL);
        return new RunSpec(
                runId,
                model,
                option(arguments, "--data").orElse(UNKNOWN),
                null,
                recipe(arguments),
                JobReader.createdAt(job),
                labels(job));
    }

    /** What the worker of a Job recorded, which is told no labels, with those of the Job; what was submitted has its own. */
    static RunSpec labelled(RunSpec recorded, Job job) {
        return recorded.labels().isEmpty() ? recorded.withLabels(labels(job)) : recorded;
    }

    private static Map<String, String> labels(Job job) {
        Map<String, String> labels =
                new HashMap<>(Optional.ofNullable(job.getMetadata().getLabels()).orElse(Map.of()));
        labels.remove(RunLabels.RUN);
        labels.remove(RunLabels.MODEL);
        return labels;
    }

    private static List<String> arguments(Job job) {
        return job.getSpec().getTemplate().getSpec().getContainers().stream()
                .max(Comparator.comparing(it -> WORKER.equals(it.getName())))
                .map(Container::getArgs)
                .orElse(List.of())
                .stream()
                .map(ContainerText::read)
                .toList();
    }

    /** In either form: {@code --data=X} or {@code --data X}. */
    private static Optional<String> option(List<String> arguments, String name) {
        return options(arguments, name).stream().findFirst();
    }

    private static List<String> options(List<String> arguments, String name) {
        return IntStream.range(0, arguments.size())
                .mapToObj(i -> value(arguments, i, name))
                .flatMap(Optional::stream)
                .filter(value -> !value.isBlank())
                .toList();
    }

    private static Optional<String> value(List<String> arguments, int place, String name) {
        String argument = arguments.get(place);
        if (argument.startsWith(name + "=")) {
            return Optional.of(argument.substring(name.length() + 1));
        }
        return argument.equals(name) && place + 1 < arguments.size()
                ? Optional.of(arguments.get(place + 1))
                : Optional.empty();
    }

    private static Map<String, Object> recipe(List<String> arguments) {
        try {
            RecipeTree tree =
                    option(arguments, "--recipe-json").map(RecipeTree::yaml).orElse(new RecipeTree(Map.of()));
            Optional<String> base = option(arguments, "--recipe");
            if (base.isPresent()) {
                tree = tree.with(RecipeTree.BASE, base.get());
            }
            for (String setting : options(arguments, "--set")) {
                tree = tree.set(setting);
            }
            return RecipeWriter.tree(RecipeReader.tree(tree));
        } catch (InvalidRecipe e) {
            // A file of its own, or a mistake that its worker will tell.
            return Map.of();
        }
    }
}
