package io.resforge.registry.signature;

import io.resforge.neuralnet.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A model in a folder on disk, of any origin, checked as the standard's own tool checks it: no file more, none less. */
public final class SignedFolder {

    /** The tool never looks at them. */
    private static final List<String> GIT = List.of(".git", ".gitattributes", ".github", ".gitignore");

    /** A signature is a few kilobytes. */
    private static final long MOST_SIGNATURE_BYTES = 4_000_000;

    private static final int MOST_SHOWN = 10;

    private SignedFolder() {}

    /**
     * Checks every file of a folder.
     *
     * @param signature its signature's file, within the folder or elsewhere
     * @return what is signed
     * @throws InvalidSignature if no trusted key signed it, or a file is missing, was changed or added; the message says which
     */
    public static ModelSignature verify(Path folder, Path signature, List<TrustedKey> trusted) {
        try {
            ModelSignature signed = ModelSignature.open(content(signature), trusted);
            List<String> differences = differences(signed, digests(folder, signed));
            if (!differences.isEmpty()) {
                int more = differences.size() - MOST_SHOWN;
                throw new InvalidSignature(folder + " is not what was signed: "
                        + String.join(", ", differences.subList(0, Math.min(MOST_SHOWN, differences.size())))
                        + (more > 0 ? " and " + more + " more" : ""));
            }
            return signed;
        } catch (UncheckedIOException e) {
            throw unreadable(folder, e.getCause());
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static InvalidSignature unreadable(Path folder, IOException e) {
        return new InvalidSignature("could not check " + folder + ": " + e, e);
    }

    private static byte[] content(Path signature) throws IOException {
        try {
            if (Files.size(signature) <= MOST_SIGNATURE_BYTES) {
                return Files.readAllBytes(signature);
            }
        } catch (NoSuchFileException e) {
            throw new InvalidSignature("there is no signature " + signature, e);
        }
        throw new InvalidSignature(signature + " has more than " + MOST_SIGNATURE_BYTES + " bytes: it is no signature");
    }

    private static Map<String, String> digests(Path folder, ModelSignature signed) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                requirePlain(path, signed);
                if (Files.isRegularFile(path) && !isIgnored(folder.relativize(path), signed)) {
                    digests.put(folder.relativize(path).toString().replace('\\', '/'), digest(path));
                }
            }
        }
        return digests;
    }

    /** Also of what is ignored, as the tool does. */
    private static void requirePlain(Path path, ModelSignature signed) {
        if (!signed.symlinks() && Files.isSymbolicLink(path)) {
            throw new InvalidSignature(path + " is a symbolic link, which the signature does not allow");
        }
        if (!Files.isRegularFile(path) && !Files.isDirectory(path)) {
            throw new InvalidSignature(path + " is neither a file nor a folder");
        }
    }

    private static boolean isIgnored(Path path, ModelSignature signed) {
        return Stream.concat(GIT.stream(), signed.ignored().stream())
                .map(Path::of)
                .anyMatch(ignored -> path.startsWith(ignored.normalize()));
    }

    private static String digest(Path file) throws IOException {
        MessageDigest digest = Sha256.begin();
        try (InputStream content = new DigestInputStream(Files.newInputStream(file), digest)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<String> differences(ModelSignature signed, Map<String, String> found) {
        List<String> differences = new ArrayList<>();
        signed.digests().forEach((name, digest) -> {
            String actual = found.remove(name);
            if (actual == null) {
                differences.add(name + " is missing");
            } else if (!actual.equals(digest)) {
                differences.add(name + " was changed");
            }
        });
        found.keySet().forEach(name -> differences.add(name + " was not signed"));
        return differences;
    }
}
