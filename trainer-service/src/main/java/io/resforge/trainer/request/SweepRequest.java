package io.resforge.trainer.request;

import io.resforge.training.recipe.sweep.Sweep;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sweep that is asked for, valid in itself.
 *
 * @param runId the id that the client chose; empty leaves the choice to the control plane
 * @param source where the members come from
 * @param settings {@code key=value} for the recipes of all members
 * @param sweep the members, with the settings
 * @param model that gets the checkpoints
 * @param dataset where the images are, as the worker sees it
 * @param parallelism members trained at a time, at least 1
 * @param labels to find the run by
 */
public record SweepRequest(
        Optional<String> runId,
        Source source,
        List<String> settings,
        Sweep sweep,
        String model,
        String dataset,
        int parallelism,
        Map<String, String> labels) {

    public SweepRequest {
        settings = List.copyOf(settings);
        labels = Map.copyOf(labels);
    }

    /** Where a sweep comes from. */
    public sealed interface Source {

        /** One that comes with the program. */
        record Named(String name) implements Source {}

        /** A text. */
        record Yaml(String text) implements Source {}
    }
}
