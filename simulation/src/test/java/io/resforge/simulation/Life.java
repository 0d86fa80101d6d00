package io.resforge.simulation;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.simulation.Faults.Draw;
import io.resforge.simulation.Faults.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One life of a process, from its start to its crash: its threads, and the store as it sees it. A request takes time before the store does
 * it, and may fail; a process that crashed does nothing any more, in none of its threads.
 */
final class Life implements ObjectStore {

    private static final Duration QUIET = Duration.ofSeconds(2);

    private final Simulation world;
    private final String name;
    private final Runnable crashed;
    private boolean over;
    private int calls;

    /** Unwinds the threads of a process that crashed. */
    static final class Crashed extends Error {

        Crashed() {
            super("the process is gone", null, false, false);
        }
    }

    /** @param crashed run when it crashes by itself */
    Life(Simulation world, String name, Runnable crashed) {
        this.world = world;
        this.name = name;
        this.crashed = crashed;
        world.lives(this);
    }

    String name() {
        return name;
    }

    /** How many requests it has made. */
    int requests() {
        return calls;
    }

    boolean isOver() {
        return over;
    }

    /** Ends it at once. */
    void kill() {
        over = true;
    }

    /** Does something in a thread of its own. */
    void start(String what, Runnable body) {
        world.time().start(() -> {
            try {
                if (!over) {
                    body.run();
                }
            } catch (Crashed e) {
                // told where it crashed
            } catch (StoreFailure e) {
                world.say(() -> name + ": " + what + " failed: " + e.getMessage());
            } catch (Throwable e) { // also an Error: nothing else would tell of it
                if (!over) {
                    world.violated(name + ": " + what + " met what nothing expects: " + e, e);
                }
            }
        });
    }

    /** Lets the calling thread wait. */
    void pause(Duration duration) {
        if (over) {
            throw new Crashed();
        }
        world.time().pause(duration);
        if (over) {
            throw new Crashed();
        }
    }

    private <T> T call(String what, String key, Supplier<T> effect) {
        int call = ++calls;
        Draw draw = draw(call);
        pause(draw.delay());
        if (draw.kind() == Kind.CRASH) {
            over = true;
            told(call, draw, "crashes before it can " + what + " " + key);
            crashed.run();
            throw new Crashed();
        }
        if (draw.kind() == Kind.REFUSED) {
            told(call, draw, what + " " + key + " is refused");
            throw new StoreFailure("could not " + what + " " + key + ": 503 Slow Down");
        }
        T result = world.by(this, effect);
        world.say(() -> Faults.name(name, call) + ": " + what + " " + key + " -> " + shown(result));
        if (draw.kind() == Kind.LOST) {
            told(call, draw, "the answer is lost");
            throw new StoreFailure("could not " + what + " " + key + ": Connection reset");
        }
        return result;
    }

    private Draw draw(int call) {
        return world.isQuiet()
                ? new Draw(Kind.NONE, QUIET, Duration.ZERO)
                : world.faults().at(name, call);
    }

    private void told(int call, Draw draw, String words) {
        world.fault(Faults.name(name, call));
        world.say(() -> Faults.name(name, call) + ": " + draw.kind() + ", " + words);
    }

    private static String shown(Object result) {
        return switch (result) {
            case Optional<?> read -> read.isPresent() ? "there" : "not there";
            case List<?> keys -> keys.size() + " keys";
            default -> String.valueOf(result);
        };
    }

    @Override
    public boolean create(String key, byte[] content) {
        boolean created = call("create", key, () -> world.store().create(key, content));
        if (created) {
            world.truth().toldWinner(key, name);
        }
        return created;
    }

    @Override
    public void put(String key, byte[] content) {
        call("write", key, () -> {
            world.store().put(key, content);
            return "written";
        });
    }

    @Override
    public Optional<byte[]> get(String key) {
        return call("read", key, () -> world.store().get(key));
    }

    @Override
    public List<String> list(String prefix) {
        int call = calls + 1;
        // Removals go by lists of runs, and no request tells of a run that is in no list.
        boolean mayBeStale = prefix.startsWith("models/");
        Duration stale =
                mayBeStale && draw(call).kind() == Kind.STALE ? draw(call).stale() : Duration.ZERO;
        if (stale.isPositive()) {
            world.fault(Faults.name(name, call));
        }
        return call(
                stale.isPositive() ? "list, as it was " + stale.toMinutes() + " minutes ago," : "list",
                prefix,
                () -> stale.isPositive()
                        ? world.store().list(prefix, stale)
                        : world.store().list(prefix));
    }

    @Override
    public void delete(String key) {
        call("delete", key, () -> {
            world.store().delete(key);
            return "deleted";
        });
    }
}
