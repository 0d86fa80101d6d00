package io.resforge.support.access;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.resforge.support.LogLimit;
import io.resforge.support.StartRefusal;
import io.resforge.support.access.AccessRefused.Reason;
import io.resforge.support.access.AccessTable.Row;
import jakarta.inject.Singleton;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/**
 * Decides who is let in: finds the principal, and compares its roles with {@link AccessTable}. It does so before anything of a request but
 * its head is read.
 */
@Singleton
public final class Access {

    private static final Logger LOG = Logger.getLogger(Access.class);
    private static final String BEARER = "bearer ";
    private static final int LONGEST_TOKEN = 8 << 10;

    /** Who may ask for the health of a model, which tells that there is one. */
    private static final Set<Role> SEE_MODELS = Set.of(Role.CLASSIFY, Role.OBSERVE);

    private final boolean on;
    private final boolean openMetrics;
    private final Optional<PrincipalsFile> file;
    private final Optional<OpenIdTokens> openId;
    private final Optional<TokenReviews> reviews;
    private final Optional<RateLimit> limit;
    private final DefaultModel defaultModel;
    private final Map<Reason, Counter> refused = new EnumMap<>(Reason.class);
    private final LogLimit lines = new LogLimit();

    /** The model of a call that names none. */
    public record DefaultModel(String name) {}

    /**
     * What a call brings to prove who makes it.
     *
     * @param authorizations the headers of this name
     * @param certificates of its client, as TLS has verified them; empty without
     * @param from its address
     */
    record Credentials(List<String> authorizations, List<Certificate> certificates, String from) {}

    Access(AccessConfig config, DefaultModel defaultModel, MeterRegistry registry) {
        InstantSource clock = InstantSource.system();
        try {
            this.file = config.principals().map(path -> new PrincipalsFile(path, clock));
            this.openId = config.oidc().issuer().map(issuer -> new OpenIdTokens(config.oidc(), clock));
        } catch (IllegalArgumentException e) {
            throw StartRefusal.of(e.getMessage());
        }
        this.reviews = config.kubernetes()
                .audiences()
                .map(audiences -> new TokenReviews(ClusterConnection::get, audiences, clock));
        this.limit = config.callsASecond().map(calls -> new RateLimit(calls, System::nanoTime));
        this.openMetrics = config.openMetrics();
        this.defaultModel = defaultModel;
        this.on = file.isPresent() || openId.isPresent() || reviews.isPresent();
        if (config.required() && !on) {
            throw StartRefusal.of(
                    "resforge.access.required is true, and nothing tells who may call: set resforge.access.principals,"
                            + " resforge.access.oidc.issuer or resforge.access.kubernetes.audiences");
        }
        for (Reason reason : Reason.values()) {
            refused.put(
                    reason,
                    Counter.builder("resforge.access.refused")
                            .description("Calls that were not let in, by reason")
                            .tag("reason", reason.label())
                            .register(registry));
        }
    }

    /** Made when the first token is to be reviewed. */
    private static final class ClusterConnection {
        private static final KubernetesClient CLIENT = TokenReviews.client(Config.autoConfigure(null));

        static KubernetesClient get() {
            return CLIENT;
        }
    }

    /** Whether callers need an identity. */
    public boolean isOn() {
        return on;
    }

    /**
     * Lets a call in.
     *
     * @param row the call's; empty if it has none
     * @return who makes it; fails with {@link AccessRefused}
     */
    CompletableFuture<Principal> admit(Optional<Row> row, Credentials credentials) {
        CompletableFuture<Principal> allowed = allow(row, credentials);
        return limit.isEmpty() ? allowed : allowed.thenApply(this::count);
    }

    /** The same without counting the call. */
    CompletableFuture<Principal> allow(Optional<Row> row, Credentials credentials) {
        if (!on) {
            return CompletableFuture.completedFuture(Principal.ANYONE);
        }
        boolean open = row.map(this::isOpen).orElse(false);
        if (open && !row.get().namesModel()) {
            return CompletableFuture.completedFuture(Principal.ANYONE);
        }
        CompletableFuture<Principal> principal = identify(credentials);
        return open
                ? principal.exceptionally(failure -> Principal.STRANGER)
                : principal.thenApply(
                        it -> require(it, row.map(wanted -> may(it, wanted)).orElse(false)));
    }

    private static boolean may(Principal principal, Row row) {
        return principal.hasAny(row.roles())
                && (!row.isOfAllModels() || principal.models().isEmpty());
    }

    /** The principal that a token proves; fails with {@link AccessRefused} if it proves none. */
    CompletableFuture<Principal> known(String token) {
        return on ? ofToken(token) : CompletableFuture.completedFuture(Principal.ANYONE);
    }

    /** Counts one more call, or one more message of a stream. */
    Principal count(Principal principal) {
        if (principal.isProved()) {
            limit.flatMap(it -> it.take(principal.name())).ifPresent(retryAfter -> {
                throw AccessRefused.limited(principal, retryAfter);
            });
        }
        return principal;
    }

    /** Whether messages are counted. */
    boolean isLimited() {
        return limit.isPresent();
    }

    /**
     * Compares the model of a call with those that the principal may use.
     *
     * @param name as the call has it; empty stands for the service's own
     */
    void requireModel(Row row, Principal principal, String name) {
        if (row.isOpen()) {
            requireSight(principal, name);
        } else {
            require(principal, principal.mayUse(name.isEmpty() ? defaultModel.name() : name));
        }
    }

    /** Of health: the server and its services, whose names have dots, are for everyone; models are not. */
    private static void requireSight(Principal principal, String name) {
        boolean model = !name.isEmpty() && name.indexOf('.') < 0;
        if (model && principal == Principal.STRANGER) {
            throw AccessRefused.noIdentity();
        }
        if (model) {
            require(principal, principal.hasAny(SEE_MODELS) && principal.mayUse(name));
        }
    }

    private static Principal require(Principal principal, boolean may) {
        if (!may) {
            throw AccessRefused.denied(principal);
        }
        return principal;
    }

    private boolean isOpen(Row row) {
        return row.isOpen() || openMetrics && row.call().equals(AccessTable.METRICS);
    }

    private CompletableFuture<Principal> identify(Credentials credentials) {
        if (credentials.authorizations().isEmpty()) {
            return ofCertificate(credentials.certificates())
                    .map(CompletableFuture::completedFuture)
                    .orElseGet(() -> CompletableFuture.failedFuture(AccessRefused.noIdentity()));
        }
        String header = credentials.authorizations().getFirst();
        if (credentials.authorizations().size() > 1
                || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                || header.length() > LONGEST_TOKEN) {
            return CompletableFuture.failedFuture(AccessRefused.noIdentity());
        }
        return ofToken(header.substring(BEARER.length()).strip());
    }

    private CompletableFuture<Principal> ofToken(String token) {
        byte[] hash = PrincipalsFile.sha256(token);
        Optional<Principal> listed = file.flatMap(it -> it.ofToken(hash));
        if (listed.isPresent()) {
            return CompletableFuture.completedFuture(listed.get());
        }
        CompletableFuture<Optional<Principal>> proved = CompletableFuture.completedFuture(Optional.empty());
        if (openId.isPresent() && openId.get().isOf(token)) {
            proved = openId.get().principal(token);
        } else if (reviews.isPresent()
                && token.chars().filter(letter -> letter == '.').count() == 2) {
            proved = reviews.get().account(token).thenApply(account -> account.map(this::ofAccount));
        }
        return proved.thenApply(principal -> principal.orElseThrow(AccessRefused::unknownIdentity));
    }

    /** One that no line names is known, and may do nothing. */
    private Principal ofAccount(String account) {
        return file.flatMap(it -> it.ofServiceAccount(account))
                .orElseGet(() -> new Principal("serviceaccount:" + account, Set.of(), Optional.empty()));
    }

    private Optional<Principal> ofCertificate(List<Certificate> certificates) {
        return file.flatMap(it -> CertificateNames.of(certificates).stream()
                .flatMap(name -> it.ofCertificate(name).stream())
                .findFirst());
    }

    /** What kept a call out. It is counted, and one line a second tells of it. */
    AccessRefused refusal(Throwable thrown, String call, String from) {
        Throwable cause = thrown instanceof CompletionException wrapped ? wrapped.getCause() : thrown;
        AccessRefused refusal = cause instanceof AccessRefused known
                ? known
                : AccessRefused.unavailable("the check failed", Duration.ofSeconds(1));
        refused.get(refusal.reason()).increment();
        if (lines.allows()) {
            if (refusal != cause) {
                LOG.error("An identity could not be checked", cause);
            }
            LOG.warnf("Refused %s from %s: %s", call, from, refusal.getMessage());
        }
        return refusal;
    }
}
