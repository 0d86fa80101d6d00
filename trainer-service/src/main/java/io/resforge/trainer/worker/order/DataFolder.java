package io.resforge.trainer.worker.order;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the images of a location are on this machine: here, and nowhere else, a location becomes a folder. */
public final class DataFolder {

    /** Stands for the part of CIFAR-10 that comes with ResForge. */
    private static final String SAMPLE = "sample";

    /** Where images name their folder with the sample. */
    private static final String SAMPLE_VARIABLE = "RESFORGE_SAMPLE_DIR";

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

    private final Map<String, String> environment;

    /** @param environment variables of this process */
    public DataFolder(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * A location as it is recorded: a folder by its absolute path, others as they are.
     *
     * @throws BadInput if it is none
     */
    static String location(String given) {
        return isFolder(given) ? path(given).toAbsolutePath().normalize().toString() : given;
    }

    private static boolean isFolder(String location) {
        return !location.equals(SAMPLE) && !SCHEME.matcher(location).matches();
    }

    /**
     * The folder of a location; whether there is a data set in it is for who reads it.
     *
     * @throws BadInput if there is no such location
     */
    public Path of(String location) {
        if (isFolder(location)) {
            return path(location);
        }
        if (location.equals(SAMPLE)) {
            return sample();
        }
        throw new BadInput("'" + location + "' is no location of images: allowed are a folder and '" + SAMPLE + "'");
    }

    /**
     * The same, and there is such a folder.
     *
     * @throws BadInput if there is not
     */
    Path existing(String location) {
        Path folder = of(location);
        if (!Files.isDirectory(folder)) {
            throw new BadInput("there is no folder " + folder);
        }
        return folder;
    }

    private Path sample() {
        Optional<Path> named = given(SAMPLE_VARIABLE).map(DataFolder::path);
        Path unpacked = given("RESFORGE_HOME")
                .map(DataFolder::path)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".resforge"))
                .resolve("data/cifar10-sample");
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
