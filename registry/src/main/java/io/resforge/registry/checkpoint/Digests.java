package io.resforge.registry.checkpoint;

import io.resforge.registry.checkpoint.Manifest.FileDigest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of files. */
final class Digests {

    private Digests() {}

    static FileDigest of(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return new FileDigest(HexFormat.of().formatHex(digest), content.length);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Checks a file against what its manifest says. */
    static void require(String key, FileDigest expected, byte[] content) {
        if (content.length != expected.bytes()) {
            throw new InvalidCheckpoint(
                    key + " has " + content.length + " bytes, its manifest says " + expected.bytes());
        }
        FileDigest actual = of(content);
        if (!actual.equals(expected)) {
            throw new InvalidCheckpoint(
                    key + " has the SHA-256 " + actual.sha256() + ", its manifest says " + expected.sha256());
        }
    }
}
