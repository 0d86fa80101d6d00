package io.resforge.trainer.api;

import io.resforge.registry.value.ObjectNames;
import io.resforge.trainer.api.SpecReader.LabelReader;
import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.SweepRequest;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.sweep.NamedSweeps;
import io.resforge.training.recipe.sweep.Sweep;
import io.resforge.v1.SubmitSweepRequest;
import java.util.Optional;

/** Reads the sweep that a client asks for. */
final class SweepRequestReader {

    /** The members' ids have a dash and up to four digits more. */
    private static final int LONGEST_ID = 57;

    private static final int MOST_PARALLEL = 1000;

    private final AllowedInput allowed;

    SweepRequestReader(AllowedInput allowed) {
        this.allowed = allowed;
    }

    /** @throws InvalidInput if a field cannot be taken */
    SweepRequest read(SubmitSweepRequest request) {
        SweepRequest.Source source = source(request);
        Sweep sweep = sweep(source, request);
        String model = request.getModel().isEmpty() ? sweep.name() : RequestFields.model("model", request.getModel());
        if (!ObjectNames.isLabel(model)) {
            throw new InvalidInput("model", "must be given, since the sweep's name '" + model + "' is no model's name");
        }
        return new SweepRequest(
                runId(request.getRunId()),
                source,
                request.getSettingsList(),
                sweep,
                model,
                allowed.dataset("dataset", request.getDataset()),
                parallelism(request.getParallelism()),
                new LabelReader(allowed).read("labels", request.getLabelsMap(), ""));
    }

    private static SweepRequest.Source source(SubmitSweepRequest request) {
        return switch (request.getSweepCase()) {
            case NAME -> new SweepRequest.Source.Named(request.getName());
            case YAML -> new SweepRequest.Source.Yaml(request.getYaml());
            case SWEEP_NOT_SET ->
                throw new InvalidInput(
                        "name", "must be given, or yaml; known are " + String.join(", ", NamedSweeps.names()));
        };
    }

    private static Sweep sweep(SweepRequest.Source source, SubmitSweepRequest request) {
        try {
            return switch (source) {
                case SweepRequest.Source.Named(String name) -> {
                    String text = NamedSweeps.text(name)
                            .orElseThrow(() -> new InvalidInput(
                                    "name",
                                    "there is no sweep '" + name + "'; known are "
                                            + String.join(", ", NamedSweeps.names())));
                    yield io.resforge.training.recipe.sweep.SweepReader.yaml(text, request.getSettingsList());
                }
                case SweepRequest.Source.Yaml(String text) ->
                    io.resforge.training.recipe.sweep.SweepReader.yaml(text, request.getSettingsList());
            };
        } catch (InvalidRecipe e) {
            throw new InvalidInput("sweep", e.getMessage());
        }
    }

    private static int parallelism(int asked) {
        if (asked < 0 || asked > MOST_PARALLEL) {
            throw new InvalidInput("parallelism", "must be from 0 to " + MOST_PARALLEL + ", was " + asked);
        }
        return Math.max(1, asked);
    }

    private static Optional<String> runId(String id) {
        if (id.isEmpty()) {
            return Optional.empty();
        }
        if (id.length() > LONGEST_ID) {
            throw new InvalidInput(
                    "run_id",
                    "must be at most " + LONGEST_ID + " characters, since members' ids follow from it; was " + id);
        }
        return Optional.of(RequestFields.run("run_id", id));
    }
}
