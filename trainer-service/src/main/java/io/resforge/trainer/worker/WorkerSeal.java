package io.resforge.trainer.worker;

import io.resforge.registry.signature.Seal;
import io.resforge.trainer.contract.WorkerPods;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** With what a worker signs, and whose signatures it requires. */
final class WorkerSeal {

    private WorkerSeal() {}

    /**
     * What the variables of its environment say.
     *
     * @throws IllegalArgumentException if a key cannot be used, or what is trained could not be published
     */
    static Seal of(Map<String, String> environment) {
        String require = environment.getOrDefault(WorkerPods.REQUIRE_SIGNATURE, "false");
        if (!require.equals("true") && !require.equals("false")) {
            throw new IllegalArgumentException(
                    WorkerPods.REQUIRE_SIGNATURE + " must be true or false, was '" + require + "'");
        }
        Seal seal = Seal.of(
                files(environment, WorkerPods.SIGNING_KEY).stream().findFirst(),
                files(environment, WorkerPods.TRUSTED_KEYS),
                Boolean.parseBoolean(require));
        if (seal.isRequired() && seal.signer().isEmpty()) {
            throw new IllegalArgumentException(WorkerPods.REQUIRE_SIGNATURE + " is true, and " + WorkerPods.SIGNING_KEY
                    + " names no key: what is trained could not be published");
        }
        return seal;
    }

    private static List<Path> files(Map<String, String> environment, String variable) {
        return Stream.of(environment.getOrDefault(variable, "").split(","))
                .map(String::strip)
                .filter(file -> !file.isEmpty())
                .map(Path::of)
                .toList();
    }
}
