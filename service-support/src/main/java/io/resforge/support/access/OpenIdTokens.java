package io.resforge.support.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTProcessor;
import io.resforge.support.LogLimit;
import io.resforge.support.access.CheckedTokens.Proof;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Principals by the tokens (JWT) of an OpenID provider: signed by one of its keys with an asymmetric algorithm, for this audience, and
 * neither early nor late by more than a minute.
 */
final class OpenIdTokens {

    private static final Logger LOG = Logger.getLogger(OpenIdTokens.class);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int MOST_BYTES = 1 << 20;
    private static final int LONGEST_NAME = 200;

    /** Of asymmetric keys only: with HMAC a public key, which all know, would be the secret. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x21-\\x7e]");

    private final AccessConfig.Oidc config;
    private final String issuer;
    private final DefaultResourceRetriever pages =
            new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MOST_BYTES);
    private final CheckedTokens<Principal> checked;
    private final LogLimit told = new LogLimit();
    private volatile JWTProcessor<SecurityContext> processor;

    /** @throws IllegalArgumentException if an address is none that can be trusted */
    OpenIdTokens(AccessConfig.Oidc config, InstantSource clock) {
        this.config = config;
        this.issuer = config.issuer().orElseThrow();
        this.checked = new CheckedTokens<>(this::check, LONGEST, clock);
        trusted("resforge.access.oidc.issuer", issuer);
        config.keys().ifPresent(keys -> trusted("resforge.access.oidc.keys", keys));
    }

    /** Whether a token says of itself that it is of this provider. */
    boolean isOf(String token) {
        try {
            JWTClaimsSet claims = JWTParser.parse(token).getJWTClaimsSet();
            return claims != null && issuer.equals(claims.getIssuer()); // one that is encrypted tells none
        } catch (ParseException | RuntimeException | StackOverflowError e) {
            return false; // whatever a stranger's text does to the parser
        }
    }

    CompletableFuture<Optional<Principal>> principal(String token) {
        return checked.of(token);
    }

    private Optional<Proof<Principal>> check(String token) {
        try {
            JWTClaimsSet claims = processor().process(token, null);
            return principal(claims)
                    .map(it -> new Proof<>(it, claims.getExpirationTime().toInstant()));
        } catch (ParseException | BadJOSEException | RateLimitReachedException e) {
            return Optional.empty(); // also of a key that is not known, when it was asked for new ones a moment ago
        } catch (KeySourceException | IOException e) {
            if (told.allows()) {
                LOG.warnf("The keys of %s cannot be had: %s", issuer, e.getMessage());
            }
            throw AccessRefused.unavailable("its issuer does not answer", RETRY);
        } catch (JOSEException e) {
            throw AccessRefused.unavailable(String.valueOf(e.getMessage()), RETRY);
        }
    }

    private Optional<Principal> principal(JWTClaimsSet claims) {
        Set<Role> roles = words(claims, config.rolesClaim())
                .filter(word -> word.startsWith(config.rolePrefix()))
                .flatMap(word -> Role.of(word.substring(config.rolePrefix().length())).stream())
                .collect(Collectors.toSet());
        Optional<Set<String>> models =
                config.modelsClaim().map(claim -> words(claims, claim).collect(Collectors.toSet()));
        return words(claims, config.nameClaim())
                .findFirst()
                .filter(name -> name.length() <= LONGEST_NAME)
                .map(name -> new Principal("oidc:" + UNPRINTABLE.matcher(name).replaceAll("_"), roles, models));
    }

    /** A claim's words: a list, or a text with spaces between. */
    private static Stream<String> words(JWTClaimsSet claims, String path) {
        Object value = claims.getClaim(path);
        if (value == null) {
            value = claims.getClaims();
            for (String step : path.split("/")) {
                value = value instanceof Map<?, ?> object ? object.get(step) : null;
            }
        }
        return switch (value) {
            case String text -> Arrays.stream(text.split(" "));
            case Collection<?> list ->
                list.stream().filter(String.class::isInstance).map(String.class::cast);
            case null, default -> Stream.empty();
        };
    }

    private JWTProcessor<SecurityContext> processor() throws IOException, ParseException {
        JWTProcessor<SecurityContext> known = processor;
        if (known == null) {
            known = processor(keys());
            processor = known;
        }
        return known;
    }

    private JWTProcessor<SecurityContext> processor(URL keys) {
        DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
        made.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        made.setJWSKeySelector(new JWSVerificationKeySelector<>(
                ALGORITHMS,
                JWKSourceBuilder.<SecurityContext>create(keys, pages)
                        .retrying(true)
                        .build()));
        made.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                config.audience(),
                new JWTClaimsSet.Builder().issuer(issuer).build(),
                Set.of("exp", config.nameClaim().contains("/") ? "sub" : config.nameClaim())));
        return made;
    }

    private URL keys() throws IOException {
        if (config.keys().isPresent()) {
            return url(config.keys().get());
        }
        String page = issuer + (issuer.endsWith("/") ? "" : "/") + ".well-known/openid-configuration";
        Map<?, ?> provider =
                new ObjectMapper().readValue(pages.retrieveResource(url(page)).getContent(), Map.class);
        if (!issuer.equals(provider.get("issuer")) || !(provider.get("jwks_uri") instanceof String keys)) {
            throw new IOException(page + " is not of " + issuer + ", or does not name its keys");
        }
        return trusted("its jwks_uri", keys);
    }

    private static URL trusted(String what, String address) {
        try {
            URL url = url(address);
            boolean here = List.of("localhost", "127.0.0.1", "[::1]").contains(url.getHost());
            if (url.getProtocol().equals("https") || url.getProtocol().equals("http") && here) {
                return url;
            }
        } catch (MalformedURLException e) {
            // Told below.
        }
        throw new IllegalArgumentException(
                what + " must be an address with https, or with http on this machine, was '" + address + "'");
    }

    private static URL url(String address) throws MalformedURLException {
        try {
            return URI.create(address).toURL();
        } catch (IllegalArgumentException e) {
            throw new MalformedURLException(e.getMessage());
        }
    }
}
