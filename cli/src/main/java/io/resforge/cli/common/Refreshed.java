package io.resforge.cli.common;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What is asked for again and again on a thread of its own, so that what shows it never waits. The first answer is waited for, and must
 * come; later failures leave the last answer in place.
 *
 * @param <T> an answer
 */
public final class Refreshed<T> implements AutoCloseable {

    private final Supplier<T> question;
    private final Duration every;
    private final Thread thread = new Thread(this::ask, "refresh");
    private volatile T value;
    private volatile String trouble;
    private volatile boolean closed;

    /** Asks the first time now, and then so often. */
    public Refreshed(Supplier<T> question, Duration every) {
        this.question = question;
        this.every = every;
        this.value = question.get();
        thread.setDaemon(true);
        thread.start();
    }

    /** The last answer. */
    public T value() {
        return value;
    }

    /** Why there was no answer the last time; empty if there was one. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Tells each answer, and once the trouble of those that fail, until this is closed. */
    public void follow(Consumer<T> answer, Consumer<String> failure) {
        T told = null;
        String toldTrouble = null;
        while (!closed) {
            T now = value;
            if (now != told) {
                answer.accept(now);
                told = now;
            }
            String present = trouble;
            if (present != null && !Objects.equals(present, toldTrouble)) {
                failure.accept(present);
            }
            toldTrouble = present;
            LockSupport.parkNanos(every.toNanos() / 4);
        }
    }

    private void ask() {
        while (!closed) {
            LockSupport.parkNanos(every.toNanos());
            try {
                if (!closed) {
                    value = question.get();
                    trouble = null;
                }
            } catch (RuntimeException failure) {
                trouble = String.valueOf(failure.getMessage());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
