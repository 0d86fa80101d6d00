package io.resforge.inference.engine;

import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/** An engine that is opened when it is first wanted, beside the calls. If that fails, there is none. */
final class LazyEngine implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("resforge");

    private final long bytes;
    private final Executor executor;
    /** Null once it is wanted: what it holds to open the engine can go. */
    private final AtomicReference<Callable<Engine>> opening;

    private volatile Engine opened;
    private boolean closed;

    /**
     * @param bytes of native memory that it will hold
     * @param executor opens it
     * @param opening opens and tries it; called at most once
     */
    LazyEngine(long bytes, Executor executor, Callable<Engine> opening) {
        this.bytes = bytes;
        this.executor = executor;
        this.opening = new AtomicReference<>(opening);
    }

    long bytes() {
        return bytes;
    }

    /** The engine, if it is open yet; the first call lets it be opened. */
    Optional<Engine> get() {
        Engine engine = opened;
        if (engine == null) {
            want();
        }
        return Optional.ofNullable(engine);
    }

    private void want() {
        Callable<Engine> first = opening.getAndSet(null);
        if (first == null) {
            return;
        }
        try {
            executor.execute(() -> open(first));
        } catch (OutOfMemoryError e) { // no thread could be started: the call that wanted this has another engine
            tell(e);
        }
    }

    private void open(Callable<Engine> first) {
        try {
            keep(first.call());
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            tell(e);
        }
    }

    private static void tell(Throwable e) {
        LOG.log(Level.WARNING, "images that come alone get one thread only: " + e.getMessage());
    }

    private synchronized void keep(Engine engine) {
        if (closed) {
            engine.close();
        } else {
            opened = engine;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        opening.set(null);
        if (opened != null) {
            opened.close();
        }
    }
}
