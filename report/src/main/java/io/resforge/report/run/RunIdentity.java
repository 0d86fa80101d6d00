package io.resforge.report.run;

import java.util.Optional;

/**
 * Which run this is and what it trained.
 *
 * @param run identifier of the run
 * @param model name of the model
 * @param version version that the run published; empty where it published none
 * @param architecture canonical form of the architecture, as {@code resnet20-v1}
 * @param parameters number of trained parameters, at least 1
 */
public record RunIdentity(String run, String model, Optional<String> version, String architecture, long parameters) {

    public RunIdentity {
        Require.notBlank("run", run);
        Require.notBlank("model", model);
        Require.notBlank("architecture", architecture);
        Require.atLeast("parameters", 1, parameters);
        run = Printable.line(run);
        model = Printable.line(model);
        version = version.map(Printable::line);
        architecture = Printable.line(architecture);
    }

    /** {@code model@version}, or the model alone where nothing was published. */
    public String title() {
        return version.map(present -> model + "@" + present).orElse(model);
    }
}
