package io.resforge.support.access;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.resforge.support.LogLimit;
import io.resforge.support.access.CheckedTokens.Proof;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Service accounts by their tokens, which the cluster's API server is asked about. */
public final class TokenReviews {

    private static final Logger LOG = Logger.getLogger(TokenReviews.class);

    /** So long a token may still be known here after its account was deleted, or its pod. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final String ACCOUNT = "system:serviceaccount:";

    /** So long one question may take: callers wait for it, and few are asked at a time. */
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private final Supplier<KubernetesClient> client;
    private final List<String> audiences;
    private final InstantSource clock;
    private final CheckedTokens<String> checked;
    private final LogLimit told = new LogLimit();

    /**
     * Asks when the first token comes.
     *
     * @param client that may create TokenReviews
     * @param audiences of which a token must have one
     */
    public TokenReviews(Supplier<KubernetesClient> client, List<String> audiences, InstantSource clock) {
        this.client = client;
        this.audiences = audiences;
        this.clock = clock;
        this.checked = new CheckedTokens<>(this::review, LONGEST, clock);
    }

    /** A client for reviews. It asks once: the caller tries again, and a question that is repeated keeps others from being asked. */
    static KubernetesClient client(Config cluster) {
        cluster.setRequestTimeout((int) TIMEOUT.toMillis());
        cluster.setConnectionTimeout((int) TIMEOUT.toMillis());
        cluster.setRequestRetryBackoffLimit(0);
        return new KubernetesClientBuilder().withConfig(cluster).build();
    }

    /**
     * The account whose token that is, as {@code namespace/name}; empty if it is no account's.
     *
     * @return fails with {@link AccessRefused} if the cluster cannot tell
     */
    public CompletableFuture<Optional<String>> account(String token) {
        return checked.of(token);
    }

    private Optional<Proof<String>> review(String token) {
        TokenReview question = new TokenReviewBuilder()
                .withNewSpec()
                .withToken(token)
                .withAudiences(audiences)
                .endSpec()
                .build();
        try {
            TokenReviewStatus answer =
                    client.get().tokenReviews().create(question).getStatus();
            return account(answer).map(name -> new Proof<>(name, clock.instant().plus(LONGEST)));
        } catch (RuntimeException e) { // also of an answer that is none: nothing is known of the token then
            if (told.allows()) {
                LOG.warnf("The cluster cannot be asked about a token: %s", e.getMessage());
            }
            throw AccessRefused.unavailable("the cluster does not answer", RETRY);
        }
    }

    private Optional<String> account(TokenReviewStatus answer) {
        if (answer == null) {
            throw new IllegalStateException("its answer says nothing of the token");
        }
        // Of a wrong token there may be no word. An API server that knows nothing of audiences names none.
        return Optional.of(answer)
                .filter(it -> Boolean.TRUE.equals(it.getAuthenticated()))
                .filter(it -> it.getAudiences().stream().anyMatch(audiences::contains))
                .map(it -> it.getUser().getUsername())
                .filter(name -> name.startsWith(ACCOUNT))
                .map(name -> name.substring(ACCOUNT.length()).replaceFirst(":", "/"));
    }
}
