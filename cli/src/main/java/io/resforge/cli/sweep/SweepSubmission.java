package io.resforge.cli.sweep;

import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.client.ResForgeClient;
import io.resforge.training.recipe.RecipeFiles;
import io.resforge.v1.SubmitSweepRequest;
import java.util.List;
import java.util.function.Function;

/**
 * A sweep that a cluster trains as one run.
 *
 * @param source the name of one that comes with the program, or a file
 * @param settings {@code key=value} for all members
 * @param model that gets the checkpoints
 * @param dataset as the workers see it
 * @param parallel members trained at a time
 */
record SweepSubmission(String source, List<String> settings, String model, String dataset, int parallel) {

    /** Submits it, and prints the id of its run. */
    int submit(TrainerOption server, Terminal terminal) {
        SubmitSweepRequest.Builder request = SubmitSweepRequest.newBuilder()
                .addAllSettings(settings)
                .setModel(model)
                .setDataset(dataset)
                .setParallelism(parallel);
        if (RecipeFiles.isFile(source)) {
            request.setYaml(RecipeFiles.read(source, Function.identity()));
        } else {
            request.setName(source);
        }
        try (ResForgeClient client = server.connect()) {
            terminal.line(
                    PlainText.of(client.runs().submitSweep(request.build()).getRunId()));
            return ExitCodes.OK;
        }
    }
}
