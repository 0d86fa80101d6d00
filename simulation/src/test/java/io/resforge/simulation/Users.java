package io.resforge.simulation;

import io.resforge.registry.promotion.NothingToRollBack;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.PromotionConflict;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.promotion.UnknownVersion;
import io.resforge.registry.retention.RunRetention;
import io.resforge.registry.retention.VersionRetention;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.backend.RunRefused;
import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.run.RunService;
import io.resforge.trainer.worker.SimulatedWorker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** People who do this and that at random, each by a command of its own that may crash anywhere. */
final class Users {

    private final Simulation world;
    private final List<ControlPlane> controlPlanes;
    private int submitted;

    Users(Simulation world, List<ControlPlane> controlPlanes) {
        this.world = world;
        this.controlPlanes = controlPlanes;
    }

    /** Does what chance has for this action. */
    void act(int number) {
        Chance chance = new Chance(world.seed(), "action", number);
        int kind = chance.below(20);
        Optional<String> version = any(world.truth().versions(), chance);
        Optional<String> run = any(world.truth().runs().ids(), chance);
        ControlPlane plane = controlPlanes.get(chance.below(controlPlanes.size()));
        if (kind < 7) {
            submit(plane, "run-" + ++submitted, version.filter(it -> chance.of(.4)));
        } else if (kind < 11) {
            version.ifPresent(it -> command(
                    number,
                    "promote version " + it,
                    store -> told(new Promotions(store, world.time())
                            .promote(Simulation.MODEL, it, "action " + number, "operator"))));
        } else if (kind < 13) {
            command(
                    number,
                    "roll back",
                    store -> told(new Promotions(store, world.time())
                            .rollback(Simulation.MODEL, "action " + number, "operator")));
        } else if (kind < 15) {
            int keep = 1 + chance.below(2);
            command(number, "prune all but " + keep, store -> prune(store, keep));
        } else {
            run.ifPresent(
                    it -> plane.serve(world.told(changeOf(kind) + " " + it), service -> change(service, it, kind)));
        }
    }

    private void told(Promotion promotion) {
        world.truth().told(promotion.number());
    }

    private static <T> Optional<T> any(List<T> some, Chance chance) {
        return some.isEmpty() ? Optional.empty() : Optional.of(some.get(chance.below(some.size())));
    }

    private void submit(ControlPlane plane, String id, Optional<String> origin) {
        RunRequest request = new RunRequest(Optional.of(id), Simulation.MODEL, "/data", origin, SimulatedWorker.RECIPE);
        plane.serve(
                world.told(
                        "submit " + id + origin.map(it -> " from version " + it).orElse("")),
                runs -> {
                    try {
                        runs.submit(request);
                        world.truth().runs().accepted(id);
                    } catch (InvalidInput | RunRefused e) {
                        world.say(() -> "submit " + id + ": " + e.getMessage());
                    }
                });
    }

    private static String changeOf(int kind) {
        return switch (kind) {
            case 15 -> "cancel";
            case 16, 17 -> "delete";
            case 18 -> "suspend";
            default -> "resume";
        };
    }

    private void change(RunService runs, String id, int kind) {
        try {
            switch (changeOf(kind)) {
                case "cancel" -> runs.cancel(id, "");
                case "delete" -> {
                    world.truth().runs().deleting(id);
                    runs.delete(id, true);
                    world.truth().runs().forgotten(id);
                }
                case "suspend" -> runs.suspend(id);
                default -> runs.resume(id);
            }
        } catch (RunRefused e) {
            world.say(() -> changeOf(kind) + " " + id + ": " + e.getMessage());
        }
    }

    /** Lets all runs go on. */
    void resumeAll() {
        world.truth().runs().ids().forEach(id -> controlPlanes
                .getFirst()
                .serve("resume " + id, runs -> change(runs, id, 19)));
    }

    private void prune(ObjectStore store, int keep) {
        VersionRetention versions = new VersionRetention(store, world.time(), Seal.NONE);
        versions.carryOut(versions.plan(Simulation.MODEL, keep));
        RunRetention runs = new RunRetention(store, world.time());
        runs.carryOut(runs.plan(Duration.ofHours(5), false));
    }

    private void command(int number, String what, Consumer<ObjectStore> command) {
        Life life = new Life(world, "command " + number, () -> {});
        life.start(world.told(what), () -> {
            try {
                command.accept(world.bug().seenBy(Bug.Role.OPERATOR, life));
            } catch (UnknownVersion | NothingToRollBack | PromotionConflict e) {
                world.say(() -> what + ": " + e.getMessage());
            }
        });
    }
}
