package io.resforge.registry.dataset;

import io.resforge.neuralnet.text.Sha256;
import io.resforge.registry.value.FieldChecks;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Files of a data set in one object, named by its SHA-256, so that thousands of small images are a few objects. */
public record Pack(String sha256, List<StoredFile> files) {

    /** What is larger is not read into one array. */
    static final long MOST_BYTES = 1L << 30;

    public Pack {
        StoredFile.requireSha256(sha256);
        files = List.copyOf(FieldChecks.present("a pack's files", files));
        FieldChecks.atLeast("the number of a pack's files", 1, files.size());
        long bytes = files.stream().mapToLong(StoredFile::bytes).sum();
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("a pack has at most " + MOST_BYTES + " bytes, was " + bytes);
        }
    }

    /** Size of the object. */
    public long bytes() {
        return files.stream().mapToLong(StoredFile::bytes).sum();
    }

    /** A file of a stored data set, by its path within the data set's folder, which never leads out of it. */
    record StoredFile(String path, long bytes, String sha256) {

        private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
        private static final List<String> NO_NAMES = List.of("", ".", "..");
        private static final int LONGEST_NAME = 255;

        public StoredFile {
            FieldChecks.present("a file's path", path);
            for (String name : path.split("/", -1)) {
                requireName(name);
            }
            FieldChecks.within("a file's bytes", 0, MOST_BYTES, bytes);
            requireSha256(sha256);
        }

        /** A file with this content. */
        static StoredFile of(String path, byte[] content) {
            return new StoredFile(path, content.length, Sha256.of(content));
        }

        /** Whether this is its content. */
        boolean is(byte[] content) {
            return content.length == bytes && Sha256.of(content).equals(sha256);
        }

        /** Checks one name of a path, which comes from a store and becomes a file here. */
        static String requireName(String name) {
            boolean allowed = name != null
                    && !NO_NAMES.contains(name)
                    && name.length() <= LONGEST_NAME
                    && name.chars().noneMatch(c -> c == '/' || c == '\\' || c < ' ');
            if (!allowed) {
                throw new IllegalArgumentException("a file or folder of a data set must have a name of 1 to "
                        + LONGEST_NAME + " characters without slashes, not . or .., was '" + name + "'");
            }
            return name;
        }

        static String requireSha256(String sha256) {
            if (sha256 == null || !SHA256.matcher(sha256).matches()) {
                throw new IllegalArgumentException(
                        "a SHA-256 must be 64 hexadecimal digits, lower case, was '" + sha256 + "'");
            }
            return sha256;
        }

        /** This file's part of its pack. */
        byte[] in(byte[] pack, long offset) {
            return Arrays.copyOfRange(pack, Math.toIntExact(offset), Math.toIntExact(offset + bytes));
        }
    }
}
