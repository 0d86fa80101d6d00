package io.resforge.support.access;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Checks tokens that take time to check, each once for a while: off the event loop, a few at a time, and remembers what came of it for a
 * bounded time and number; that a check failed for a second.
 *
 * @param <T> what a token proves
 */
final class CheckedTokens<T> {

    private static final int MOST_AT_A_TIME = 16;
    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration WRONG_FOR = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(10);

    private final Check<T> check;
    private final Duration longest;
    private final InstantSource clock;
    private final Semaphore free = new Semaphore(MOST_AT_A_TIME);
    private final AsyncCache<ByteBuffer, Outcome<T>> known;

    /** What a token proves, and for how long. */
    record Proof<T>(T value, Instant until) {}

    /** What came of a check: a proof, none, or why that cannot be told. A future that fails the cache would log each time. */
    private record Outcome<T>(Optional<Proof<T>> proof, Throwable failure) {}

    /** Checks a token; empty if it proves nothing. It may wait, and throws {@link AccessRefused} if it cannot tell. */
    @FunctionalInterface
    interface Check<T> {
        Optional<Proof<T>> of(String token);
    }

    /** @param longest that an answer is remembered */
    CheckedTokens(Check<T> check, Duration longest, InstantSource clock) {
        this.check = check;
        this.longest = longest;
        this.clock = clock;
        this.known = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfter(Expiry.<ByteBuffer, Outcome<T>>creating((key, outcome) -> lifetime(outcome)))
                .buildAsync();
    }

    /** What a token proves; the future fails with {@link AccessRefused} if that cannot be told. */
    CompletableFuture<Optional<T>> of(String token) {
        return known.get(ByteBuffer.wrap(PrincipalsFile.sha256(token)), (key, executor) -> begin(token))
                .thenApply(this::told);
    }

    private Optional<T> told(Outcome<T> outcome) {
        if (outcome.failure() != null) {
            throw new CompletionException(outcome.failure());
        }
        return outcome.proof()
                .filter(it -> clock.instant().isBefore(it.until()))
                .map(Proof::value);
    }

    private CompletableFuture<Outcome<T>> begin(String token) {
        CompletableFuture<Outcome<T>> answer = new CompletableFuture<>();
        if (!free.tryAcquire()) {
            AccessRefused busy = AccessRefused.unavailable("too many are being checked", RETRY);
            answer.complete(new Outcome<>(Optional.empty(), busy));
            return answer;
        }
        Thread.ofVirtual().name("identity").start(() -> {
            try {
                answer.complete(new Outcome<>(check.of(token), null));
            } catch (RuntimeException | Error e) { // told to all who wait for it
                answer.complete(new Outcome<>(Optional.empty(), e));
            } finally {
                free.release();
            }
        });
        // The thread goes on to its own end, and holds its place until then; those that wait for it do not.
        AccessRefused late = AccessRefused.unavailable("the check takes too long", RETRY);
        return answer.completeOnTimeout(
                new Outcome<>(Optional.empty(), late), LONGEST_CHECK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Duration lifetime(Outcome<T> outcome) {
        Duration none = outcome.failure() == null ? WRONG_FOR : RETRY;
        return outcome.proof()
                .map(it -> Duration.between(clock.instant(), it.until()))
                .map(left -> left.compareTo(longest) < 0 ? left : longest)
                .map(left -> left.isNegative() ? Duration.ZERO : left)
                .orElse(none);
    }
}
