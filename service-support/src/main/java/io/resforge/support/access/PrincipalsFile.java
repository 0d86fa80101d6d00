package io.resforge.support.access;

import io.resforge.support.SmallFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The principals that an operator lists, one a line, by what proves them: {@code NAME ROLE,ROLE PROOF [models=A,B] [expires=INSTANT]}. The
 * file is looked at every second that a call comes: a line that is gone or has expired grants nothing from then on, and a line that is wrong
 * grants nothing and is told in the log.
 *
 * <p>Of a token the file has the SHA-256. A slow hash protects words that people choose; a token has 256 random bits, which a guess finds
 * with no hash, and every call would pay for the slow one.
 */
final class PrincipalsFile {

    private static final Logger LOG = Logger.getLogger(PrincipalsFile.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST_BYTES = 4 << 20;
    /** Lines of the log about one state of the file. */
    private static final int MOST_TOLD = 10;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}");
    private static final Pattern MODEL = Pattern.compile("[a-z0-9-]{1,63}");
    private static final String TOKEN = "sha256:";
    private static final String ACCOUNT = "serviceaccount:";
    private static final String CERTIFICATE = "certificate:";

    private final Path file;
    private final InstantSource clock;
    private final AtomicReference<Look> last;
    private volatile String complaint = "";

    /**
     * A line.
     *
     * @param hash of a token; empty if something else proves the principal
     * @param proof as the line has it
     */
    private record Line(Principal principal, byte[] hash, String proof, Optional<Instant> expires) {}

    /** What the file was like, and when that was looked up. */
    private record Look(Instant at, Object version, Map<Integer, List<Line>> tokens, Map<String, Line> others) {}

    /** What is read of a file. */
    private record Content(List<Line> lines, List<String> problems) {}

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is not there, cannot be read, or a line is wrong
     */
    PrincipalsFile(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        try {
            Content content = read();
            Object version = version();
            if (!content.problems().isEmpty()) {
                throw new IllegalArgumentException(content.problems().getFirst());
            }
            last = new AtomicReference<>(look(version, content.lines()));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the file of principals " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The principal whose token that is. */
    Optional<Principal> ofToken(byte[] sha256) {
        // Only the bucket depends on time: it tells 32 bits of a hash, and nothing of the token.
        return current().tokens().getOrDefault(bucket(sha256), List.of()).stream()
                .filter(line -> MessageDigest.isEqual(line.hash(), sha256))
                .filter(this::holds)
                .map(Line::principal)
                .findFirst();
    }

    /** What a service account may do, by {@code namespace/name}. */
    Optional<Principal> ofServiceAccount(String account) {
        return other(ACCOUNT + account);
    }

    /** What the holder of a certificate may do, by its common name or one of its alternative names. */
    Optional<Principal> ofCertificate(String name) {
        return other(CERTIFICATE + name);
    }

    private Optional<Principal> other(String proof) {
        return Optional.ofNullable(current().others().get(proof))
                .filter(this::holds)
                .map(Line::principal);
    }

    private boolean holds(Line line) {
        return line.expires().map(clock.instant()::isBefore).orElse(true);
    }

    private Look current() {
        Look known = last.get();
        if (Duration.between(known.at(), clock.instant()).abs().compareTo(PAUSE) < 0) {
            return known;
        }
        Look now = again(known);
        last.compareAndSet(known, now);
        return now;
    }

    private Look again(Look known) {
        try {
            Object version = version();
            if (version.equals(known.version())) {
                return new Look(clock.instant(), version, known.tokens(), known.others());
            }
            Content content = read();
            complaint = "";
            tell(content.problems());
            LOG.infof("%s principals are known now, by %s", content.lines().size(), file);
            return look(version, content.lines());
        } catch (NoSuchFileException e) {
            if (!known.version().equals("gone")) {
                LOG.errorf("The file of principals is gone, and with it all that it granted: %s", file);
            }
            return look("gone", List.of());
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).equals(complaint)) { // once, not once a second
                LOG.errorf("The file of principals cannot be read, and what it granted stays: %s", e.getMessage());
            }
            complaint = String.valueOf(e.getMessage());
            return new Look(clock.instant(), known.version(), known.tokens(), known.others());
        }
    }

    private static void tell(List<String> problems) {
        problems.stream().limit(MOST_TOLD).forEach(problem -> LOG.errorf("%s; that line grants nothing", problem));
        if (problems.size() > MOST_TOLD) {
            LOG.errorf("%s more lines are wrong, and grant nothing", problems.size() - MOST_TOLD);
        }
    }

    private Look look(Object version, List<Line> lines) {
        Map<Integer, List<Line>> tokens = new HashMap<>();
        Map<String, Line> others = new HashMap<>();
        for (Line line : lines) {
            if (line.hash().length > 0) {
                tokens.computeIfAbsent(bucket(line.hash()), anew -> new ArrayList<>())
                        .add(line);
            } else {
                others.put(line.proof(), line);
            }
        }
        return new Look(clock.instant(), version, tokens, others);
    }

    /** Differs when the file does: Kubernetes puts another file in its place. */
    private Object version() throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return Arrays.asList(now.lastModifiedTime(), now.size(), now.fileKey());
    }

    private Content read() throws IOException {
        List<Line> lines = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Set<String> proofs = new TreeSet<>();
        int number = 0;
        for (String text : text().split("\\R")) {
            number++;
            if (text.isBlank() || text.strip().startsWith("#")) {
                continue;
            }
            try {
                Line line = line(text.strip().split("\\s+"));
                if (!proofs.add(line.proof())) {
                    throw new IllegalArgumentException("what proves a principal must be in one line only");
                }
                lines.add(line);
            } catch (IllegalArgumentException e) {
                problems.add(file + ", line " + number + ": " + e.getMessage());
            }
        }
        return new Content(lines, problems);
    }

    /** Without the mark that some editors begin a file with. */
    private String text() throws IOException {
        byte[] bytes = SmallFile.read(file, MOST_BYTES);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new IOException("it is no text in UTF-8", e);
        }
    }

    private static Line line(String[] words) {
        if (words.length < 3) {
            throw new IllegalArgumentException(
                    "must be NAME ROLE,ROLE PROOF, then perhaps models=A,B and expires=INSTANT");
        }
        if (!NAME.matcher(words[0]).matches()) {
            throw new IllegalArgumentException("a name has letters, digits and . _ : @ / -, at most 128");
        }
        Optional<Set<String>> models = Optional.empty();
        Optional<Instant> expires = Optional.empty();
        for (String word : Arrays.asList(words).subList(3, words.length)) {
            if (word.startsWith("models=")) {
                models = Optional.of(models(word.substring("models=".length())));
            } else if (word.startsWith("expires=")) {
                expires = Optional.of(instant(word.substring("expires=".length())));
            } else {
                throw new IllegalArgumentException("after the proof only models= and expires= are allowed");
            }
        }
        return new Line(new Principal(words[0], roles(words[1]), models), hash(words[2]), words[2], expires);
    }

    private static Set<Role> roles(String words) {
        return Arrays.stream(words.split(","))
                .map(word -> Role.of(word)
                        .orElseThrow(() -> new IllegalArgumentException("a role is one of " + Role.words())))
                .collect(Collectors.toSet());
    }

    private static Set<String> models(String words) {
        Set<String> models = Set.copyOf(Arrays.asList(words.split(",")));
        if (!models.stream().allMatch(model -> MODEL.matcher(model).matches())) {
            throw new IllegalArgumentException("models= must be names of models, with commas between");
        }
        return models;
    }

    private static Instant instant(String word) {
        try {
            return Instant.parse(word);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("expires= must be a time such as 2027-01-31T00:00:00Z", e);
        }
    }

    /** Of a token; empty for another proof. The message must not repeat what stands there: it may be a token itself. */
    private static byte[] hash(String proof) {
        boolean other = proof.startsWith(ACCOUNT) && proof.indexOf('/') > 0
                || proof.startsWith(CERTIFICATE) && proof.length() > CERTIFICATE.length();
        if (other) {
            return new byte[0];
        }
        try {
            byte[] hash = HexFormat.of().parseHex(proof.startsWith(TOKEN) ? proof.substring(TOKEN.length()) : "");
            if (hash.length == 32) {
                return hash;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new IllegalArgumentException("a proof is sha256:HASH, the SHA-256 of a token in 64 hexadecimal digits,"
                + " serviceaccount:NAMESPACE/NAME or certificate:NAME");
    }

    /** The hash by which a token is known. */
    static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException("every Java has SHA-256", e));
        }
    }

    private static int bucket(byte[] hash) {
        return ByteBuffer.wrap(hash).getInt();
    }
}
