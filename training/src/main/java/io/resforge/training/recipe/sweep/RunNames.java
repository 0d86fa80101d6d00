package io.resforge.training.recipe.sweep;

import io.resforge.neuralnet.text.Sha256;
import io.resforge.training.recipe.RecipeWriter;
import io.resforge.training.recipe.sweep.Sweep.Member;

/**
 * The ids of a sweep's runs. They hold a digest of what is asked for, so that the same member over the same images is the same run,
 * and any change makes another.
 *
 * @param sweep its name
 * @param model that gets the checkpoints
 * @param dataset where the images are
 */
public record RunNames(String sweep, String model, String dataset) {

    /** Most attempts at a member; more than a hundred are no accident. */
    public static final int MOST_ATTEMPTS = 100;

    /** A run's id has at most 63 characters; the digest and the attempt take 13 of them. */
    private static final int LONGEST_NAME = 50;

    private static final int DIGEST = 8;

    /**
     * The id of an attempt at a member, such as {@code keras-study-v2-20-baseline-1a2b3c4d}.
     *
     * @param attempt from 1 to {@value #MOST_ATTEMPTS}
     */
    public String of(Member member, int attempt) {
        String name = sweep + "-" + member.name();
        String cut =
                name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME).replaceAll("-+$", "") : name;
        return cut + "-" + digest(member) + (attempt == 1 ? "" : "-" + attempt);
    }

    private String digest(Member member) {
        String asked = model + "\n" + dataset + "\n" + RecipeWriter.tree(member.recipe());
        return Sha256.of(asked).substring(0, DIGEST);
    }
}
