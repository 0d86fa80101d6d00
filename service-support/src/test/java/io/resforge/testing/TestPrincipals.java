package io.resforge.testing;

import io.resforge.support.access.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A file of principals: one for each role, by its name, and those that a test adds and removes. */
public final class TestPrincipals {

    private final Path file;
    private final List<String> lines = new ArrayList<>();

    /** Writes the file. */
    public TestPrincipals(Path file) {
        this.file = file;
        for (Role role : Role.values()) {
            lines.add(line(role.word(), role.word(), ""));
        }
        write();
    }

    /** The token of a principal. */
    public static String token(String name) {
        return "rf_test-token-of-" + name;
    }

    /** Adds a principal. */
    public void add(String name, String roles, String limits) {
        lines.add(line(name, roles, limits));
        write();
    }

    /** Removes the line of a principal. */
    public void remove(String name) {
        lines.removeIf(line -> line.startsWith(name + " "));
        write();
    }

    private static String line(String name, String roles, String limits) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(token(name).getBytes(StandardCharsets.UTF_8));
            return name + " " + roles + " sha256:" + HexFormat.of().formatHex(hash) + " " + limits;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts another file in the place of the one before, as Kubernetes does. */
    private void write() {
        try {
            Path next = Files.write(file.resolveSibling("next"), lines);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
