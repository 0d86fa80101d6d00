package io.resforge.cli.sweep;

import io.resforge.training.recipe.sweep.Member;
import io.resforge.v1.RunSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The ids of a sweep's runs. They hold a digest of what is asked for, so that the same member over the same images is the same run,
 * and any change makes another.
 *
 * @param sweep its name
 */
record RunNames(String sweep) {

    /** A run's id has at most 63 characters; the digest and the attempt take 13. */
    private static final int LONGEST_NAME = 50;

    private static final int DIGEST = 8;

    /** The id of an attempt, counted from 1: such as {@code keras-study-v2-20-baseline-1a2b3c4d}. */
    String of(Member member, RunSpec spec, int attempt) {
        String name = (sweep + "-" + member.name())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        String cut = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME).replaceAll("-$", "") : name;
        return cut + "-" + digest(spec) + (attempt == 1 ? "" : "-" + attempt);
    }

    private static String digest(RunSpec spec) {
        try {
            byte[] text = io.resforge.cli.common.Json.text(spec).getBytes(StandardCharsets.UTF_8);
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(text);
            return HexFormat.of().formatHex(sha256).substring(0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
