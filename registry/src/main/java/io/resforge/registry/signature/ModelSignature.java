package io.resforge.registry.signature;

import com.fasterxml.jackson.databind.JsonNode;
import io.resforge.neuralnet.text.LogText.Excerpt;
import io.resforge.neuralnet.text.Sha256;
import io.resforge.registry.json.Json;
import io.resforge.registry.json.Json.MalformedJson;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What is signed of a model: the SHA-256 of each of its files. It is written and read as
 * <a href="https://github.com/sigstore/model-transparency">OpenSSF Model Signing 1.0</a> says: a Sigstore bundle 0.3 with a DSSE envelope
 * around an in-toto statement, signed by a bare key.
 *
 * @param model its name; says nothing of the files
 * @param digests SHA-256 in hexadecimal by the file's path, in the order of the statement
 * @param ignored paths in the model's folder that are not of the model; what lies below one is ignored too
 * @param symlinks whether files may be symbolic links
 */
public record ModelSignature(String model, Map<String, String> digests, List<String> ignored, boolean symlinks) {

    /** The usual name of the file. */
    public static final String FILE = "model.sig";

    private static final String BUNDLE_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";
    private static final String STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
    private static final String PREDICATE_TYPE = "https://model_signing/signature/v1.0";

    /** Bounds what is read before it is known whose it is. */
    private static final int MOST_BYTES = 4_000_000;

    private static final int MOST_FILES = 10_000;
    private static final int SHOWN = 80;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public ModelSignature {
        digests = Collections.unmodifiableMap(new LinkedHashMap<>(digests));
        ignored = List.copyOf(ignored);
        digests.forEach((name, digest) -> {
            if (!SHA256.matcher(digest).matches()) {
                throw new IllegalArgumentException("the SHA-256 of " + Excerpt.of(name, SHOWN)
                        + " must be 64 hexadecimal digits, lower case, was '" + Excerpt.of(digest, SHOWN) + "'");
            }
        });
    }

    /** Signs: the content of the file. */
    public byte[] sign(SigningKey key) {
        TreeMap<String, String> sorted = new TreeMap<>(digests);
        List<Map<String, String>> resources = new ArrayList<>();
        sorted.forEach((name, digest) -> resources.add(Map.of("name", name, "algorithm", "sha256", "digest", digest)));
        Map<String, Object> predicate = Map.of(
                "serialization",
                Map.of("method", "files", "hash_type", "sha256", "allow_symlinks", symlinks, "ignore_paths", ignored),
                "resources",
                resources);
        Map<String, Object> statement = Map.of(
                "_type", STATEMENT_TYPE,
                "subject", List.of(Map.of("name", model, "digest", Map.of("sha256", digestOf(sorted)))),
                "predicateType", PREDICATE_TYPE,
                "predicate", predicate);
        DsseEnvelope envelope = DsseEnvelope.sign(PAYLOAD_TYPE, Json.encode(statement), key);
        return Json.encode(Map.of(
                "mediaType", BUNDLE_TYPE,
                "verificationMaterial",
                        Map.of(
                                "publicKey", Map.of("hint", key.publicKey().fingerprint()),
                                "tlogEntries", List.of()),
                "dsseEnvelope", envelope));
    }

    /**
     * Reads what was signed, by this program or any other that keeps to the standard.
     *
     * @param trusted one of these must have signed
     * @throws InvalidSignature if none did, or the content is none of this kind; the message says why
     */
    public static ModelSignature open(byte[] content, List<TrustedKey> trusted) {
        if (content.length > MOST_BYTES) {
            throw new InvalidSignature(
                    "the signature has " + content.length + " bytes, at most " + MOST_BYTES + " are read");
        }
        try {
            return statement(payload(Json.tree(content), trusted));
        } catch (MalformedJson | IllegalArgumentException e) {
            throw new InvalidSignature("the signature is damaged: " + e.getMessage(), e);
        }
    }

    private static byte[] payload(JsonNode bundle, List<TrustedKey> trusted) throws MalformedJson {
        only(bundle, "mediaType", "verificationMaterial", "dsseEnvelope");
        require("its type", BUNDLE_TYPE, bundle.path("mediaType"));
        JsonNode material = bundle.path("verificationMaterial");
        only(material, "publicKey", "tlogEntries", "timestampVerificationData");
        if (!material.path("publicKey").isObject()) {
            throw new InvalidSignature("it is not signed by a bare key: it names no publicKey");
        }
        only(material.path("publicKey"), "hint", "rawBytes", "keyDetails");
        JsonNode envelope = bundle.path("dsseEnvelope");
        only(envelope, "payload", "payloadType", "signatures");
        envelope.path("signatures").forEach(signature -> only(signature, "sig", "keyid"));
        JsonNode hint = material.path("publicKey").path("hint");
        // Without one, as in files of the first releases of the standard's tool, any trusted key may have signed.
        Optional<String> fingerprint =
                hint.isMissingNode() || hint.isNull() ? Optional.empty() : Optional.of(hint.asText());
        return Json.decode(envelope, DsseEnvelope.class).open(PAYLOAD_TYPE, fingerprint, trusted);
    }

    /** What is around the statement is not signed: nothing is to hide there. */
    private static void only(JsonNode object, String... allowed) {
        Set<String> names = Set.of(allowed);
        object.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw new InvalidSignature(
                        "the signature is damaged: it has an unknown field '" + Excerpt.of(name, SHOWN) + "'");
            }
        });
    }

    private static ModelSignature statement(byte[] payload) throws MalformedJson {
        JsonNode statement = Json.tree(payload);
        require("the statement's type", STATEMENT_TYPE, statement.path("_type"));
        require("its predicate", PREDICATE_TYPE, statement.path("predicateType"));
        JsonNode predicate = statement.path("predicate");
        JsonNode serialization = predicate.path("serialization");
        require("its method", "files", serialization.path("method"));
        require("its hash_type", "sha256", serialization.path("hash_type"));
        if (statement.path("subject").size() != 1) {
            throw new InvalidSignature(
                    "it must have one subject, had " + statement.path("subject").size());
        }
        List<String> ignored = new ArrayList<>();
        serialization.path("ignore_paths").forEach(path -> ignored.add(path.asText()));
        JsonNode subject = statement.path("subject").path(0);
        Map<String, String> digests = digests(predicate.path("resources"));
        require(
                "the digest of all its files",
                digestOf(digests),
                subject.path("digest").path("sha256"));
        return new ModelSignature(
                subject.path("name").asText(),
                digests,
                ignored,
                serialization.path("allow_symlinks").asBoolean());
    }

    private static Map<String, String> digests(JsonNode resources) {
        if (resources.size() > MOST_FILES) {
            throw new InvalidSignature(
                    "it signs " + resources.size() + " files, at most " + MOST_FILES + " are checked");
        }
        Map<String, String> digests = new LinkedHashMap<>();
        for (JsonNode resource : resources) {
            String name = resource.path("name").asText();
            require("the algorithm of " + Excerpt.of(name, SHOWN), "sha256", resource.path("algorithm"));
            if (digests.put(name, resource.path("digest").asText()) != null) {
                throw new InvalidSignature("it signs " + Excerpt.of(name, SHOWN) + " twice");
            }
        }
        return digests;
    }

    private static void require(String what, String expected, JsonNode actual) {
        if (!actual.asText().equals(expected)) {
            throw new InvalidSignature(
                    what + " must be " + expected + ", was '" + Excerpt.of(actual.asText(), SHOWN) + "'");
        }
    }

    /** Over the digests, in their order. */
    private static String digestOf(Map<String, String> digests) {
        MessageDigest all = Sha256.begin();
        digests.values().forEach(digest -> all.update(HexFormat.of().parseHex(digest)));
        return HexFormat.of().formatHex(all.digest());
    }
}
