package io.resforge.trainer.worker.request;

import io.resforge.registry.value.ObjectNames;
import io.resforge.trainer.contract.MemberId;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.contract.WorkerArguments;
import io.resforge.trainer.contract.WorkerPods;
import io.resforge.trainer.worker.request.RunRegistration.BadInput;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeFiles;
import io.resforge.training.recipe.RecipeFiles.RecipeSource;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.training.recipe.sweep.NamedSweeps.SweepSource;
import io.resforge.training.recipe.sweep.RunNames;
import io.resforge.training.recipe.sweep.Sweep;
import io.resforge.training.recipe.sweep.Sweep.Member;
import io.resforge.training.recipe.sweep.SweepReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Makes a request of the command line and the environment. It looks at no store. */
public final class WorkerRequestReader {

    private final WorkerOptions options;
    private final Map<String, String> environment;

    public WorkerRequestReader(WorkerOptions options, Map<String, String> environment) {
        this.options = options;
        this.environment = environment;
    }

    /**
     * Reads the request.
     *
     * @param run the id from the command line, or null
     * @throws BadInput if something is missing or does not fit together
     * @throws IllegalArgumentException if a value is not allowed; the message says what is
     */
    public WorkerRequest read(String run) {
        Optional<String> id =
                given(run).or(() -> given(environment.get(WorkerPods.RUN))).map(ObjectNames::run);
        if (!options.areGiven()) {
            return WorkerRequest.stored(id.orElseThrow(WorkerRequestReader::noRun));
        }
        WorkerRequest request = options.isSweep() ? member(id) : single(id.orElseThrow(WorkerRequestReader::noRun));
        ObjectNames.run(request.runId());
        request.request().ifPresent(asked -> ObjectNames.model(asked.model()));
        return request;
    }

    private static BadInput noRun() {
        return new BadInput("--run or RESFORGE_RUN must be given: the run's id");
    }

    private WorkerRequest single(String runId) {
        if (options.index != null) {
            throw new BadInput("--index is for the members of a sweep: --sweep is missing");
        }
        RunRequest request = request(
                runId,
                given(options.model).orElse(WorkerArguments.DEFAULT_MODEL),
                given(options.fromVersion),
                recipe());
        boolean named = options.recipe != null && !RecipeFiles.isFile(options.recipe);
        return new WorkerRequest(runId, named ? options.recipe : WorkerRequest.INLINE, Optional.of(request));
    }

    private Recipe recipe() {
        RecipeTree tree = options.recipe == null ? new RecipeTree(Map.of()) : RecipeSource.read(options.recipe);
        if (options.recipeJson != null) {
            tree = json().over(tree);
        }
        for (String setting : options.settings) {
            tree = tree.set(setting);
        }
        return RecipeReader.tree(tree);
    }

    /** JSON is YAML too. */
    private RecipeTree json() {
        try {
            return RecipeTree.yaml(options.recipeJson);
        } catch (InvalidRecipe e) {
            throw new InvalidRecipe(e.field(), "--recipe-json: " + e.getMessage());
        }
    }

    private WorkerRequest member(Optional<String> id) {
        if (Stream.of(options.recipe, options.recipeJson, options.fromVersion).anyMatch(it -> it != null)) {
            throw new BadInput("--sweep cannot go with --recipe, --recipe-json or --from");
        }
        Sweep sweep = sweep();
        int index = index(sweep);
        Member member = sweep.members().get(index);
        String model = given(options.model).orElse(sweep.name());
        String runId = id.map(job -> new MemberId(job, index).toString())
                .orElseGet(() -> new RunNames(sweep.name(), model, location()).of(member, 1));
        return new WorkerRequest(
                runId, WorkerRequest.INLINE, Optional.of(request(runId, model, Optional.empty(), member.recipe())));
    }

    private Sweep sweep() {
        if (options.sweep != null && options.sweepJson != null) {
            throw new BadInput("--sweep and --sweep-json cannot go together");
        }
        return options.sweep != null
                ? SweepSource.read(options.sweep, options.settings)
                : SweepReader.yaml(options.sweepJson, options.settings);
    }

    private int index(Sweep sweep) {
        List<Member> members = sweep.members();
        String allowed = String.format(
                Locale.ROOT,
                "sweep '%s' has %d members, with the indexes 0 to %d",
                sweep.name(),
                members.size(),
                members.size() - 1);
        String text = given(options.index)
                .or(() -> given(environment.get(WorkerPods.INDEX)))
                .orElseThrow(() -> new BadInput("--index or JOB_COMPLETION_INDEX must be given: " + allowed));
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) >= members.size()) {
            throw new BadInput("there is no member '" + text + "': " + allowed);
        }
        return Integer.parseInt(text);
    }

    private RunRequest request(String runId, String model, Optional<String> fromVersion, Recipe recipe) {
        return new RunRequest(Optional.of(runId), model, location(), fromVersion, recipe);
    }

    private String location() {
        return given(options.data)
                .map(DataFolder::location)
                .orElseThrow(
                        () -> new BadInput("--data must be given: a folder, 'sample', store:NAME or s3://bucket/path"));
    }

    private static Optional<String> given(String text) {
        return Optional.ofNullable(text).filter(it -> !it.isBlank());
    }

    /** The options that say what to train. Values stay text here: {@link WorkerRequestReader} reads them. */
    public static final class WorkerOptions {

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

        @Option(
                names = WorkerArguments.SWEEP_JSON,
                paramLabel = "JSON",
                description = "The same, with the sweep itself.")
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

    /**
     * What a worker is started for.
     *
     * @param runId the run
     * @param recipe the name of a recipe that comes with the program, or {@value #INLINE}
     * @param request what is asked for; empty where the store has the run already
     */
    public record WorkerRequest(String runId, String recipe, Optional<RunRequest> request) {

        /** Stands for a recipe without a name of its own. */
        public static final String INLINE = "inline";

        /** Work on a run that the store has. */
        public static WorkerRequest stored(String runId) {
            return new WorkerRequest(runId, INLINE, Optional.empty());
        }
    }
}
