package io.resforge.benchmarks.kill;

import io.grpc.Status;
import io.resforge.client.ResForgeException;
import io.resforge.client.Runs;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import io.resforge.v1.Version;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** What users do to the system, each to something that is chosen by chance. The audit is told what they were promised. */
final class Deeds {

    static final String MODEL = "cifar10";
    static final int LISTED = 100;
    static final Set<RunState> ENDED =
            Set.of(RunState.RUN_STATE_SUCCEEDED, RunState.RUN_STATE_FAILED, RunState.RUN_STATE_CANCELLED);

    private static final Set<Status.Code> NEVER =
            Set.of(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.DATA_LOSS);
    private static final int KEPT_VERSIONS = 3;
    private static final int RECIPES = 3;

    private final KilledSystem system;
    private final StoreAudit audit;
    private final Set<String> wrong;

    /** @param wrong takes what no call may be answered with */
    Deeds(KilledSystem system, StoreAudit audit, Set<String> wrong) {
        this.system = system;
        this.audit = audit;
        this.wrong = wrong;
    }

    /** One of them. */
    enum Deed {
        SUBMIT,
        SUSPEND,
        RESUME,
        CANCEL,
        DELETE,
        PROMOTE,
        ROLL_BACK,
        PRUNE
    }

    /** Does it, and tells what came of it. */
    String told(Deed deed, long dice) {
        String name = deed.name().toLowerCase(Locale.ROOT);
        try {
            return name + (done(deed, new SplittableRandom(dice)) ? "" : ": nothing to do");
        } catch (ResForgeException e) {
            if (Set.of(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.DATA_LOSS)
                    .contains(e.status())) {
                wrong.add(name + " was answered with " + e.status() + ": " + e.getMessage());
            }
            return name + ": " + e.status();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** False if there is nothing that it could be done to. */
    private boolean done(Deed deed, SplittableRandom chance) throws IOException, InterruptedException {
        Runs runs = system.client().runs();
        return switch (deed) {
            case SUBMIT -> {
                audit.accepted(runs.submit(TrainingWork.of(system.images(), 1 + chance.nextInt(RECIPES)))
                        .getRunId());
                yield true;
            }
            case SUSPEND ->
                any(chance, false).map(run -> runs.suspend(run.getRunId())).isPresent();
            case RESUME ->
                any(chance, false).map(run -> runs.resume(run.getRunId())).isPresent();
            case CANCEL ->
                any(chance, false)
                        .map(run -> runs.cancel(run.getRunId(), "by chance"))
                        .isPresent();
            case DELETE -> any(chance, chance.nextBoolean()).map(this::deleted).isPresent();
            case PROMOTE ->
                anyVersion(chance)
                        .map(it -> system.client().versions().promote(MODEL, it, "round " + chance.nextInt(), "chance"))
                        .isPresent();
            case ROLL_BACK -> {
                system.client().versions().rollback(MODEL, "by chance", "chance");
                yield true;
            }
            case PRUNE ->
                system.command(
                                "models",
                                "prune",
                                "--model",
                                MODEL,
                                "--keep",
                                "" + KEPT_VERSIONS,
                                "--yes",
                                "--store",
                                system.store().toString())
                        == 0;
        };
    }

    private boolean deleted(Run run) {
        audit.deleting(run.getRunId());
        boolean existed = system.client().runs().delete(run.getRunId(), true);
        audit.deleted(run.getRunId());
        return existed;
    }

    private Optional<Run> any(SplittableRandom chance, boolean ended) {
        return oneOf(
                chance,
                system.client().runs().list(LISTED).stream()
                        .filter(run -> ENDED.contains(run.getState()) == ended)
                        .toList());
    }

    private Optional<String> anyVersion(SplittableRandom chance) {
        return oneOf(chance, system.client().versions().list(MODEL, LISTED)).map(Version::getVersion);
    }

    private static <T> Optional<T> oneOf(SplittableRandom chance, List<T> all) {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(chance.nextInt(all.size())));
    }
}
