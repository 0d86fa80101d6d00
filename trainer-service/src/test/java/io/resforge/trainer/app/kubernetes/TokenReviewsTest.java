package io.resforge.trainer.app.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.resforge.support.access.AccessRefused;
import io.resforge.support.access.TokenReviews;
import io.resforge.trainer.testing.RealApiServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Service accounts and their tokens on a real API server. */
@ExtendWith(RealApiServer.class)
@Timeout(120)
class TokenReviewsTest {

    private static final String NAMESPACE = "token-reviews";

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void knowsAnAccountByTheTokenThatTheClusterGaveIt(KubernetesClient cluster) {
        try (cluster) {
            ServiceAccount account = account(cluster, "bot");
            TokenReviews reviews = reviews(cluster, InstantSource.system());
            String token = token(cluster, account, "resforge");
            assertThat(account(reviews, token)).contains(NAMESPACE + "/bot");
            assertThat(account(reviews, token)).contains(NAMESPACE + "/bot");
            assertThat(asked.get()).as("remembered").isEqualTo(1);
        }
    }

    @Test
    void refusesATokenForAnotherAudienceOrOfNoAccount(KubernetesClient cluster) {
        try (cluster) {
            ServiceAccount account = account(cluster, "stray");
            TokenReviews reviews = reviews(cluster, InstantSource.system());
            String token = token(cluster, account, "elsewhere");
            assertThat(account(reviews, token)).isEmpty();
            String right = token(cluster, account, "resforge");
            assertThat(account(reviews, right.substring(0, right.length() - 3) + "abc"))
                    .isEmpty();
            assertThat(account(reviews, "a.b.c")).isEmpty();
        }
    }

    @Test
    void forgetsAnAccountThatIsGoneAfterHalfAMinute(KubernetesClient cluster) {
        try (cluster) {
            ServiceAccount account = account(cluster, "leaver");
            AtomicInteger minutes = new AtomicInteger();
            Instant now = Instant.now();
            TokenReviews reviews = reviews(cluster, () -> now.plus(Duration.ofMinutes(minutes.get())));
            String token = token(cluster, account, "resforge");
            assertThat(account(reviews, token)).isPresent();
            cluster.resource(account).withGracePeriod(0).delete();
            minutes.set(1);
            assertThat(account(reviews, token)).isEmpty();
        }
    }

    @Test
    void cannotTellWithoutTheRightToAsk(KubernetesClient cluster) {
        try (cluster;
                KubernetesClient powerless = RealApiServer.as("powerless", cluster)) {
            String token = token(cluster, account(cluster, "other"), "resforge");
            TokenReviews reviews = reviews(powerless, InstantSource.system());
            assertThatThrownBy(() -> account(reviews, token))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(AccessRefused.class)
                    .hasMessageContaining("the cluster does not answer");
        }
    }

    private TokenReviews reviews(KubernetesClient cluster, InstantSource clock) {
        return new TokenReviews(
                () -> {
                    asked.incrementAndGet();
                    return cluster;
                },
                List.of("resforge"),
                clock);
    }

    private static Optional<String> account(TokenReviews reviews, String token) {
        return reviews.account(token).join();
    }

    private static ServiceAccount account(KubernetesClient cluster, String name) {
        cluster.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .serverSideApply();
        return cluster.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    private static String token(KubernetesClient cluster, ServiceAccount account, String audience) {
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audience)
                .withExpirationSeconds(600L)
                .endSpec()
                .build();
        return cluster.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName(account.getMetadata().getName())
                .tokenRequest(request)
                .getStatus()
                .getToken();
    }
}
