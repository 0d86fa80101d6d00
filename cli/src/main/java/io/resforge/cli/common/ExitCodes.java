package io.resforge.cli.common;

import io.resforge.client.ResForgeException;
import io.resforge.registry.dataset.DatasetPush.DatasetExists;
import io.resforge.registry.dataset.StoredDataset.UnknownDataset;
import io.resforge.report.source.StoredRunReports.NothingToReport;
import io.resforge.training.dataset.InvalidDataset;
import io.resforge.training.recipe.InvalidRecipe;

/** What the command line ends with. */
public final class ExitCodes {

    /** Done. */
    public static final int OK = 0;

    /** What was asked for is fine, but it failed: a server is away, a run failed, a download broke. */
    public static final int FAILURE = 1;

    /**
     * What was typed is wrong: an option, a file that is not there, a folder without a data set, an architecture or a run that is
     * unknown.
     */
    public static final int USAGE = 2;

    private ExitCodes() {}

    static int of(Throwable failure) {
        if (failure instanceof CommandFailed failed) {
            return failed.exitCode();
        }
        if (failure instanceof ResForgeException refused) {
            return of(refused);
        }
        boolean typed = failure instanceof InvalidRecipe
                || failure instanceof InvalidDataset
                || failure instanceof UnknownDataset
                || failure instanceof DatasetExists
                || failure instanceof NothingToReport;
        return typed ? USAGE : FAILURE;
    }

    private static int of(ResForgeException refused) {
        return switch (refused.status()) {
            case INVALID_ARGUMENT, NOT_FOUND, OUT_OF_RANGE -> USAGE;
            default -> FAILURE; // gRPC's codes are open-ended
        };
    }
}
