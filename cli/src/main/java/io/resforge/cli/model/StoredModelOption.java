package io.resforge.cli.model;

import io.resforge.cli.common.CommandFailed;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.ObjectNames;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.Option;

/** Which model of a store, for what needs no service. */
final class StoredModelOption {

    @Option(names = "--model", paramLabel = "NAME", description = "The model; may be left out if there is but one.")
    private String model;

    /** @throws CommandFailed as bad usage, if that can be no model, or the store has several */
    String name(ObjectStore objects) {
        if (model != null) {
            if (!ObjectNames.isLabel(model)) {
                throw CommandFailed.badUsage(
                        "--model must be 1 to 63 lower-case letters, digits and inner dashes, was '" + model + "'");
            }
            return model;
        }
        List<String> models = new Checkpoints(objects, Clock.systemUTC()).models();
        if (models.size() != 1) {
            throw CommandFailed.badUsage(
                    models.isEmpty()
                            ? "there is no model in the store"
                            : "--model must name one of the models " + String.join(", ", models));
        }
        return models.getFirst();
    }

    /** @throws CommandFailed as bad usage, if that can be no version */
    static String version(String text) {
        if (!ObjectNames.isVersion(text)) {
            throw CommandFailed.badUsage("a version must be a whole number from 1, such as 17, was '" + text + "'");
        }
        return text;
    }
}
