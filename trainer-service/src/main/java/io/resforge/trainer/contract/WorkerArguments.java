package io.resforge.trainer.contract;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The command line of a worker: the names of the options that a backend writes and the worker reads, and how an option and its value are
 * written and found.
 */
public final class WorkerArguments {

    /** The command. */
    public static final String TRAIN = "train";

    public static final String RUN = "--run";
    public static final String RECIPE = "--recipe";
    public static final String RECIPE_JSON = "--recipe-json";
    public static final String SET = "--set";
    public static final String SWEEP = "--sweep";
    public static final String SWEEP_JSON = "--sweep-json";
    public static final String DATA = "--data";
    public static final String MODEL = "--model";
    public static final String FROM = "--from";
    public static final String STORE = "--store";
    public static final String THREADS = "--threads";
    public static final String DEVICE = "--device";
    public static final String SNAPSHOT_EVERY = "--snapshot-every";
    public static final String GRACE = "--grace";
    public static final String DETACHED = "--detached";

    /** The model of a worker that is told none. */
    public static final String DEFAULT_MODEL = "cifar10";

    private WorkerArguments() {}

    /** An option and its value as one argument, so that a value that begins with a dash is not taken for an option. */
    public static String option(String name, Object value) {
        return name + "=" + value;
    }

    /** The values of an option, written as {@code --data=X} or {@code --data X}; blank ones are left out. */
    public static List<String> values(List<String> arguments, String name) {
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
}
