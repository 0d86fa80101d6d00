package io.resforge.inference.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.resforge.testing.TestPrincipals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

/**
 * Has the service under test ask for identities, by a file and by an OpenID provider that is here, bound how often one may call, and serve a
 * second model.
 */
public final class IdentitiesAsked implements QuarkusTestResourceLifecycleManager {

    public static final int CALLS_A_SECOND = 500;

    private Path file;
    private TestPrincipals principals;
    private OpenIdProvider provider;

    /** Makes tokens; its key is asked for over HTTP. */
    public static final class OpenIdProvider {

        private final HttpServer server;
        private final ECKey key;

        OpenIdProvider() {
            try {
                key = new ECKeyGenerator(Curve.P_256).keyID("key").generate();
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
            byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
            server.createContext("/keys", exchange -> {
                exchange.sendResponseHeaders(200, keys.length);
                exchange.getResponseBody().write(keys);
                exchange.close();
            });
            server.start();
        }

        String issuer() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        /** A new token of a subject with one role. */
        public String token(String subject, String role) {
            JWTClaimsSet claims = new JWTClaimsSet.Builder()
                    .issuer(issuer())
                    .audience("resforge")
                    .subject(subject)
                    .claim("roles", List.of("resforge-" + role))
                    .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                    .build();
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("key").build(), claims);
            try {
                token.sign(new ECDSASigner(key));
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
            return token.serialize();
        }
    }

    @Override
    public Map<String, String> start() {
        try {
            file = Files.createTempDirectory("resforge-principals").resolve("principals");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        principals = new TestPrincipals(file);
        provider = new OpenIdProvider();
        return Map.of(
                "resforge.access.required",
                "true",
                "resforge.access.principals",
                file.toString(),
                "resforge.access.oidc.issuer",
                provider.issuer(),
                "resforge.access.oidc.keys",
                provider.issuer() + "/keys",
                "resforge.access.calls-a-second",
                Integer.toString(CALLS_A_SECOND),
                "resforge.models.own-model.policy",
                "champion");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(principals, new TestInjector.MatchesType(TestPrincipals.class));
        injector.injectIntoFields(provider, new TestInjector.MatchesType(OpenIdProvider.class));
    }

    @Override
    public void stop() {
        provider.server.stop(0);
        try {
            Files.delete(file);
            Files.delete(file.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
