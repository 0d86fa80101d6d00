package io.resforge.registry.checkpoint;

import io.resforge.neuralnet.text.Sha256;
import io.resforge.registry.checkpoint.Manifest.FileDigest;
import java.util.Map;
import java.util.TreeMap;

/** Digests of files. */
final class Digests {

    private Digests() {}

    static FileDigest of(byte[] content) {
        return new FileDigest(Sha256.of(content), content.length);
    }

    /** The digests of files by name. */
    static Map<String, FileDigest> of(Map<String, byte[]> files) {
        Map<String, FileDigest> digests = new TreeMap<>();
        files.forEach((name, content) -> digests.put(name, of(content)));
        return digests;
    }

    /** Checks a file against what its manifest says. */
    static void require(String key, FileDigest expected, byte[] content) {
        if (content.length > expected.bytes()) { // it was not read to its end
            throw new InvalidCheckpoint(key + " has more bytes than the " + expected.bytes() + " of its manifest");
        }
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
