package io.resforge.trainer.backend.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.value.ObjectNames;
import io.resforge.trainer.backend.kubernetes.job.ContainerText;
import io.resforge.trainer.backend.kubernetes.state.JobReader;
import io.resforge.trainer.contract.RunLabels;
import io.resforge.trainer.contract.WorkerArguments;
import io.resforge.trainer.contract.WorkerPods;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.training.recipe.RecipeWriter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a Job was asked to do, as far as it tells itself; its worker will know better. */
final class JobSpecs {

    private static final String UNKNOWN = "unknown";

    private JobSpecs() {}

    static RunSpec of(Job job, String runId) {
        List<String> arguments = arguments(job);
        String model = JobReader.label(job, RunLabels.MODEL)
                .or(() -> option(arguments, WorkerArguments.MODEL))
                .filter(ObjectNames::isLabel)
                .orElse(WorkerArguments.DEFAULT_MODEL);
        return new RunSpec(
                runId,
                model,
                option(arguments, WorkerArguments.DATA).orElse(UNKNOWN),
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
                .max(Comparator.comparing(it -> WorkerPods.CONTAINER.equals(it.getName())))
                .map(Container::getArgs)
                .orElse(List.of())
                .stream()
                .map(ContainerText::read)
                .toList();
    }

    private static Optional<String> option(List<String> arguments, String name) {
        return WorkerArguments.values(arguments, name).stream().findFirst();
    }

    private static Map<String, Object> recipe(List<String> arguments) {
        try {
            RecipeTree tree = option(arguments, WorkerArguments.RECIPE_JSON)
                    .map(RecipeTree::yaml)
                    .orElse(new RecipeTree(Map.of()));
            Optional<String> base = option(arguments, WorkerArguments.RECIPE);
            if (base.isPresent()) {
                tree = tree.with(RecipeTree.BASE, base.get());
            }
            for (String setting : WorkerArguments.values(arguments, WorkerArguments.SET)) {
                tree = tree.set(setting);
            }
            return RecipeWriter.tree(RecipeReader.tree(tree));
        } catch (InvalidRecipe e) {
            // A file of its own, or a mistake that its worker will tell.
            return Map.of();
        }
    }
}
