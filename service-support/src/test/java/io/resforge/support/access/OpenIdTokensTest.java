package io.resforge.support.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of a provider that is here, with real keys and over HTTP. */
class OpenIdTokensTest {

    private static RSAKey rsa;
    private static ECKey ec;
    private static RSAKey strangers;

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;
    private String issuer;
    private OpenIdTokens tokens;

    @BeforeAll
    static void makeKeys() throws JOSEException {
        rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        strangers = new RSAKeyGenerator(2048).keyID("rsa").generate();
    }

    @BeforeEach
    void provide() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(runnable -> Thread.ofVirtual().start(runnable));
        issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        page(
                "/.well-known/openid-configuration",
                "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + issuer + "/keys\"}");
        page("/keys", new JWKSet(List.of(rsa.toPublicJWK(), ec.toPublicJWK())).toString());
        server.start();
        tokens = new OpenIdTokens(provider(), InstantSource.system());
    }

    @AfterEach
    void stop() {
        ended.complete(null);
        server.stop(0);
    }

    @Test
    void takesTheRolesFromTheClaim() throws JOSEException {
        JWTClaimsSet claims = claims().claim("roles", List.of("resforge-train", "admin", "resforge-emperor"))
                .build();
        assertThat(principal(signed(rsa, claims)))
                .contains(new Principal("oidc:alice", Set.of(Role.TRAIN), Optional.empty()));
        assertThat(principal(signed(ec, claims))).isPresent();
    }

    @Test
    void findsClaimsThatAreDeeperAndLimitsToModels() throws JOSEException {
        Provider keycloak =
                new Provider(Optional.of(issuer), Optional.empty(), "sub", "realm_access/roles", Optional.of("models"));
        tokens = new OpenIdTokens(keycloak, InstantSource.system());
        JWTClaimsSet claims = claims().claim("realm_access", Map.of("roles", List.of("resforge-classify")))
                .claim("models", "cifar10 digits")
                .build();
        assertThat(principal(signed(rsa, claims)))
                .contains(new Principal("oidc:alice", Set.of(Role.CLASSIFY), Optional.of(Set.of("cifar10", "digits"))));
        assertThat(principal(signed(rsa, claims().build())).orElseThrow().mayUse("cifar10"))
                .isFalse();
    }

    @Test
    void refusesWhatIsOfAnotherIssuerForAnotherAudienceOrTooOldOrTooEarly() throws JOSEException {
        assertThat(tokens.isOf(signed(rsa, claims().issuer("https://elsewhere").build())))
                .isFalse();
        assertThat(principal(signed(rsa, claims().issuer("https://elsewhere").build())))
                .isEmpty();
        assertThat(principal(signed(rsa, claims().audience("elsewhere").build())))
                .isEmpty();
        assertThat(principal(signed(rsa, claims().audience((String) null).build())))
                .isEmpty();
        assertThat(principal(signed(rsa, claims().expirationTime(in(-120)).build())))
                .isEmpty();
        assertThat(principal(signed(rsa, claims().expirationTime(null).build())))
                .isEmpty();
        assertThat(principal(signed(rsa, claims().notBeforeTime(in(120)).build())))
                .isEmpty();
        assertThat(principal(signed(rsa, claims().subject(null).build()))).isEmpty();
    }

    @Test
    void refusesATokenThatIsNotSigned() {
        assertThat(principal(new PlainJWT(claims().build()).serialize())).isEmpty();
        assertThat(principal("no.token.atall")).isEmpty();
        assertThat(tokens.isOf("no.token.atall")).isFalse();
    }

    /** HMAC with the public key, which all know, as its secret; and a key of the right name that is not the provider's. */
    @Test
    void refusesOneKeyInThePlaceOfAnother() throws JOSEException {
        byte[] publicKey = rsa.toPublicJWK().toRSAPublicKey().getEncoded();
        assertThat(principal(signed(JWSAlgorithm.HS256, "rsa", new MACSigner(publicKey), claims().build())))
                .isEmpty();
        byte[] json = rsa.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        assertThat(principal(signed(JWSAlgorithm.HS256, "rsa", new MACSigner(json), claims().build())))
                .isEmpty();
        assertThat(principal(signed(strangers, claims().build()))).isEmpty();
        assertThat(principal(signed(JWSAlgorithm.RS256, "ec", new RSASSASigner(rsa), claims().build())))
                .isEmpty();
    }

    @Test
    void refusesATokenWithOneCharacterChanged() throws JOSEException {
        String token = signed(rsa, claims().build());
        char last = token.charAt(token.length() - 10);
        String changed = token.substring(0, token.length() - 10)
                + (last == 'A' ? 'B' : 'A')
                + token.substring(token.length() - 9);
        assertThat(principal(token)).isPresent();
        assertThat(principal(changed)).isEmpty();
    }

    @Test
    void asksForKeysOnceForManyTokens() throws JOSEException {
        for (int i = 0; i < 50; i++) {
            principal(signed(rsa, claims().claim("n", i).build()));
            principal(signed(JWSAlgorithm.RS256, "key-" + i, new RSASSASigner(strangers), claims().build()));
        }
        assertThat(requests.get()).isLessThan(10);
    }

    @Test
    void cannotTellWhileTheProviderIsGoneAndCanOnceItIsBack() throws JOSEException, IOException {
        server.stop(0);
        String token = signed(rsa, claims().build());
        assertThatThrownBy(() -> principal(token))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(AccessRefused.class)
                .hasMessageContaining("does not answer");
        int port = Integer.parseInt(issuer.substring(issuer.lastIndexOf(':') + 1));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        page(
                "/.well-known/openid-configuration",
                "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + issuer + "/keys\"}");
        page("/keys", new JWKSet(rsa.toPublicJWK()).toString());
        server.start();
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> principal(token)
                .isPresent());
    }

    /** Where a token itself says where its key is, what must be understood, or that it is encrypted. */
    @Test
    void refusesHeadersOfAnotherKind() throws JOSEException {
        JWTClaimsSet claims = claims().build();
        JWSHeader.Builder[] odd = {
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("../../dev/null"),
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                    .keyID("rsa")
                    .criticalParams(Set.of("exp"))
                    .customParam("exp", 1),
            new JWSHeader.Builder(JWSAlgorithm.RS256).jwkURL(URI.create(issuer + "/strangers")),
            new JWSHeader.Builder(JWSAlgorithm.RS256).x509CertURL(URI.create(issuer + "/strangers")),
            new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(strangers.toPublicJWK()),
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa").type(new JOSEObjectType("secevent+jwt"))
        };
        page("/strangers", new JWKSet(strangers.toPublicJWK()).toString());
        for (JWSHeader.Builder header : odd) {
            SignedJWT token = new SignedJWT(header.build(), claims);
            token.sign(new RSASSASigner(strangers));
            assertThat(principal(token.serialize())).as(token.serialize()).isEmpty();
        }
        SignedJWT critical = new SignedJWT(odd[1].build(), claims);
        critical.sign(new RSASSASigner(rsa));
        assertThat(principal(critical.serialize())).isEmpty();
    }

    /** What a stranger sends must not fail otherwise than a wrong token. */
    @Test
    void knowsNothingOfTextsThatAreNoTokens() throws Exception {
        EncryptedJWT encrypted =
                new EncryptedJWT(new JWEHeader(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A128GCM), claims().build());
        encrypted.encrypt(new RSAEncrypter(rsa.toPublicJWK()));
        String head = base64("{\"alg\":\"RS256\",\"kid\":\"rsa\"}");
        for (String text : List.of(
                encrypted.serialize(),
                head + "." + base64("[".repeat(3_000)) + ".AA",
                base64("{\"alg\":\"RS256\",\"crit\":7}") + "." + base64("{}") + ".AA",
                base64("{\"a\":".repeat(700)) + "..",
                head + "." + base64("{\"iss\":7,\"exp\":1e999}") + ".AA",
                head + "." + base64("{\"iss\":\"" + issuer + "\",\"exp\":\"\u0661\"}") + ".",
                head + "." + base64("null") + ".AA",
                "a.b.c",
                "..",
                "....",
                "\0.\0.\0")) {
            assertThat(tokens.isOf(text)).as(text).isFalse();
            assertThat(principal(text)).as(text).isEmpty();
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Hangs, answers without an end, sends elsewhere, or says what is no set of keys. */
    @ParameterizedTest
    @ValueSource(strings = {"hang", "endless", "elsewhere", "text", "nested"})
    @Timeout(60)
    void cannotTellWhileTheProviderAnswersNothingOfUse(String how) throws JOSEException {
        Provider odd =
                new Provider(Optional.of(issuer), Optional.of(issuer + "/" + how), "sub", "roles", Optional.empty());
        server.createContext("/" + how, exchange -> answer(exchange, how));
        tokens = new OpenIdTokens(odd, InstantSource.system());
        String token = signed(rsa, claims().build());
        assertThatThrownBy(() -> principal(token))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(AccessRefused.class);
    }

    private void answer(HttpExchange exchange, String how) throws IOException {
        switch (how) {
            case "hang" -> ended.join();
            case "endless" -> {
                exchange.sendResponseHeaders(200, 0);
                while (!ended.isDone()) {
                    exchange.getResponseBody().write(new byte[1 << 20]);
                }
            }
            case "elsewhere" -> {
                exchange.getResponseHeaders().add("Location", issuer + "/elsewhere");
                exchange.sendResponseHeaders(302, -1);
            }
            default -> {
                byte[] body =
                        (how.equals("text") ? "<html>" : "{\"keys\":".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }
        exchange.close();
    }

    @Test
    void takesKeysOverHttpOfThisMachineOnly() {
        Provider far =
                new Provider(Optional.of("http://id.example"), Optional.empty(), "sub", "roles", Optional.empty());
        assertThatThrownBy(() -> new OpenIdTokens(far, InstantSource.system()))
                .hasMessage("resforge.access.oidc.issuer must be an address with https, or with http on this machine,"
                        + " was 'http://id.example'");
    }

    private Provider provider() {
        return new Provider(Optional.of(issuer), Optional.empty(), "sub", "roles", Optional.empty());
    }

    private record Provider(
            Optional<String> issuer,
            Optional<String> keys,
            String nameClaim,
            String rolesClaim,
            Optional<String> modelsClaim)
            implements AccessConfig.Oidc {

        @Override
        public String audience() {
            return "resforge";
        }

        @Override
        public String rolePrefix() {
            return "resforge-";
        }
    }

    private Optional<Principal> principal(String token) {
        return tokens.principal(token).join();
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject("alice")
                .audience("resforge")
                .expirationTime(in(300));
    }

    private static Date in(long seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private static String signed(RSAKey key, JWTClaimsSet claims) throws JOSEException {
        return signed(JWSAlgorithm.RS256, key.getKeyID(), new RSASSASigner(key), claims);
    }

    private static String signed(ECKey key, JWTClaimsSet claims) throws JOSEException {
        return signed(JWSAlgorithm.ES256, key.getKeyID(), new ECDSASigner(key), claims);
    }

    private static String signed(JWSAlgorithm algorithm, String keyId, JWSSigner signer, JWTClaimsSet claims)
            throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(algorithm)
                        .keyID(keyId)
                        .type(JOSEObjectType.JWT)
                        .build(),
                claims);
        token.sign(signer);
        return token.serialize();
    }

    private void page(String path, String body) {
        server.createContext(path, exchange -> {
            requests.incrementAndGet();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
