package io.resforge.trainer.worker.request;

import io.resforge.trainer.contract.WorkerArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options that say what to train. Values stay text here: {@link WorkerRequestReader} reads them. */
public final class WorkerOptions {

    @Option(
            names = WorkerArguments.RECIPE,
            paramLabel = "NAME|FILE",
            description = "How to train: a recipe that comes with ResForge, or a YAML file.")
    String recipe;

    @Option(
            names = WorkerArguments.RECIPE_JSON,
            paramLabel = "JSON",
            description = "Keys of a recipe as a JSON object; over those of --recipe, if both are given.")
    String recipeJson;

    @Option(
            names = WorkerArguments.SET,
            paramLabel = "KEY=VALUE",
            description = "Another value for a key; may be given often.")
    List<String> settings = new ArrayList<>();

    @Option(
            names = WorkerArguments.SWEEP,
            paramLabel = "NAME|FILE",
            description = "Train a member of this sweep: one that comes with ResForge, or a YAML file.")
    String sweep;

    @Option(names = WorkerArguments.SWEEP_JSON, paramLabel = "JSON", description = "The same, with the sweep itself.")
    String sweepJson;

    @Option(
            names = "--index",
            paramLabel = "N",
            description = "Which member, from 0; JOB_COMPLETION_INDEX, which an Indexed Job sets.")
    String index;

    @Option(
            names = WorkerArguments.DATA,
            paramLabel = "LOCATION",
            description =
                    "The images: a folder; 'sample' for those of the folder that RESFORGE_SAMPLE_DIR names; store:NAME or a place such as"
                            + " s3://bucket/path, where 'resforge data push' put them.")
    String data;

    @Option(
            names = WorkerArguments.MODEL,
            paramLabel = "NAME",
            description = "The model that gets the checkpoint; cifar10, or a sweep's name.")
    String model;

    @Option(
            names = WorkerArguments.FROM,
            paramLabel = "VERSION",
            description = "Begin with the weights of a version, such as 17 or cifar10@17.")
    String fromVersion;

    /** Whether any is given; without, the store has what the run is asked to do. */
    boolean areGiven() {
        return isSweep()
                || !settings.isEmpty()
                || Stream.of(recipe, recipeJson, index, data, model, fromVersion)
                        .anyMatch(it -> it != null);
    }

    boolean isSweep() {
        return sweep != null || sweepJson != null;
    }
}
