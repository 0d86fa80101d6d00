package io.resforge.testing;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/** How a fake answers: with what it was told to fail with first, then always by its rule. Remembers what it was asked. */
public final class Script<Q, A> {

    private final Function<Q, A> rule;
    private final Deque<StatusRuntimeException> failures = new ArrayDeque<>();
    private final List<Q> asked = new ArrayList<>();
    private Runnable beforeAnswer = () -> {};

    /** Answers by this rule. */
    public Script(Function<Q, A> rule) {
        this.rule = rule;
    }

    /** Fails this often before it answers. */
    public synchronized Script<Q, A> failing(int times, StatusRuntimeException failure) {
        for (int i = 0; i < times; i++) {
            failures.add(failure);
        }
        return this;
    }

    /** Does this before each answer. */
    public synchronized Script<Q, A> before(Runnable action) {
        beforeAnswer = action;
        return this;
    }

    /** What it was asked, in order. */
    public synchronized List<Q> asked() {
        return List.copyOf(asked);
    }

    /** The only thing that it was asked. */
    public Q onlyAsked() {
        if (asked().size() != 1) {
            throw new AssertionError("asked " + asked().size() + " times, not once");
        }
        return asked().get(0);
    }

    void answer(Q question, StreamObserver<? super A> caller) {
        StatusRuntimeException failure;
        Runnable before;
        synchronized (this) {
            asked.add(question);
            failure = failures.poll();
            before = beforeAnswer;
        }
        before.run();
        try {
            if (failure != null) {
                throw failure;
            }
            caller.onNext(rule.apply(question));
            caller.onCompleted();
        } catch (StatusRuntimeException refused) {
            caller.onError(refused);
        }
    }
}
