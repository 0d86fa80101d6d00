package io.resforge.trainer.worker.request;

import io.resforge.registry.dataset.DatasetLocation;
import io.resforge.registry.dataset.StoredDataset;
import io.resforge.registry.dataset.StoredDataset.UnknownDataset;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.contract.WorkerPods;
import io.resforge.trainer.worker.request.RunRegistration.BadInput;
import io.resforge.training.dataset.InvalidDataset;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.tuning.FineTuning.RecipeFit;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the images of a location are on this machine: here, and nowhere else, a location becomes a folder. */
public final class DataFolder {

    /** Where images name their folder with the sample. */
    private static final String SAMPLE_VARIABLE = "RESFORGE_SAMPLE_DIR";

    /** Names the folder of the cache. */
    private static final String CACHE_VARIABLE = "RESFORGE_DATA_CACHE";

    private final Map<String, String> environment;
    private final ObjectStore store;
    private final Optional<Path> cache;

    /**
     * @param environment variables of this process
     * @param store that runs are in
     * @param cache where data sets from stores are kept; empty for what the environment says
     */
    public DataFolder(Map<String, String> environment, ObjectStore store, Optional<Path> cache) {
        this.environment = Map.copyOf(environment);
        this.store = store;
        this.cache = cache;
    }

    /**
     * A location as it is recorded: a folder by its absolute path, others as they are.
     *
     * @throws BadInput if it is none
     */
    static String location(String given) {
        return parse(given) instanceof DatasetLocation.Folder(Path path)
                ? path.toAbsolutePath().normalize().toString()
                : given;
    }

    /**
     * The data set of a location in a store; empty if it is a folder of this machine.
     *
     * @throws BadInput if there is no such location
     */
    public Optional<StoredDataset> stored(String location) {
        return switch (parse(location)) {
            case DatasetLocation.Folder _, DatasetLocation.Sample _ -> Optional.empty();
            case DatasetLocation.Named(String name) -> Optional.of(StoredDataset.named(store, name));
            case DatasetLocation.Elsewhere elsewhere -> Optional.of(opened(elsewhere));
        };
    }

    /**
     * The folder of a location on this machine; whether there is a data set in it is for who reads it.
     *
     * @throws BadInput if there is no such location, or it is in a store
     */
    public Path of(String location) {
        return switch (parse(location)) {
            case DatasetLocation.Folder(Path path) -> path;
            case DatasetLocation.Sample _ -> sample();
            case DatasetLocation.Named _, DatasetLocation.Elsewhere _ ->
                throw new BadInput("'" + location + "' is no folder of this machine");
        };
    }

    /**
     * Looks whether a location has a data set; one on this machine must be whole and fit the recipe, as far as that is seen without
     * decoding images.
     *
     * @throws BadInput if there is not
     * @throws io.resforge.registry.store.StoreFailure if a store cannot be asked
     */
    void require(String location, Recipe recipe) {
        Optional<StoredDataset> stored = stored(location);
        if (stored.isPresent()) {
            requireIndex(stored.get());
        } else {
            requireFit(of(location), recipe);
        }
    }

    private static void requireFit(Path folder, Recipe recipe) {
        if (!Files.isDirectory(folder)) {
            throw new BadInput("there is no folder " + folder);
        }
        try {
            RecipeFit.check(recipe, folder);
        } catch (IllegalArgumentException | InvalidDataset e) {
            throw new BadInput(e.getMessage());
        }
    }

    /** Where data sets from stores are kept on this machine. */
    public Path cache() {
        return cache.or(() -> given(CACHE_VARIABLE).map(DataFolder::path))
                .orElseGet(() -> home().resolve("cache").resolve("datasets"));
    }

    private static void requireIndex(StoredDataset stored) {
        try {
            stored.index();
        } catch (UnknownDataset e) {
            throw new BadInput(e.getMessage());
        }
    }

    private static DatasetLocation parse(String location) {
        try {
            return DatasetLocation.parse(location);
        } catch (IllegalArgumentException e) {
            throw new BadInput(e.getMessage());
        }
    }

    private static StoredDataset opened(DatasetLocation.Elsewhere elsewhere) {
        try {
            return elsewhere.open();
        } catch (IllegalArgumentException e) {
            throw new BadInput(e.getMessage());
        }
    }

    private Path home() {
        return given(WorkerPods.HOME)
                .map(DataFolder::path)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".resforge"));
    }

    private Path sample() {
        Optional<Path> named = given(SAMPLE_VARIABLE).map(DataFolder::path);
        Path unpacked = home().resolve("data/cifar10-sample");
        Path folder = named.orElse(unpacked);
        if (!Files.isDirectory(folder)) {
            throw new BadInput(
                    "the sample is not in " + folder + "; " + SAMPLE_VARIABLE
                            + " names its folder, and on a machine with a checkout any command with '--data sample' unpacks it");
        }
        return folder;
    }

    private Optional<String> given(String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadInput("'" + text + "' is no path of a folder");
        }
    }
}
