package io.resforge.training.recipe.sweep;

import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.PublishedResult;
import io.resforge.training.recipe.Recipe;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs that are to be compared.
 *
 * @param name of lower-case letters, digits and dashes
 * @param about one sentence, or nothing
 * @param members in their order, at least one, at most {@value #MOST}
 */
public record Sweep(String name, String about, List<Member> members) {

    /** More is surely a slip of the pen. */
    public static final int MOST = 1000;

    /** @throws InvalidRecipe if there are no members, too many, or two of one name */
    public Sweep {
        members = List.copyOf(members);
        if (members.isEmpty() || members.size() > MOST) {
            throw new InvalidRecipe(
                    "members", "a sweep must have from 1 to " + MOST + " members, was " + members.size());
        }
        Set<String> names = new HashSet<>();
        for (Member member : members) {
            if (!names.add(member.name())) {
                throw new InvalidRecipe("members", "two members of the sweep have the name '" + member.name() + "'");
            }
        }
    }

    /**
     * One of the runs of a sweep.
     *
     * @param name short, unique within the sweep, of lower-case letters, digits and dashes
     * @param recipe how it trains
     * @param published what its recipe is known to reach
     */
    public record Member(String name, Recipe recipe, Optional<PublishedResult> published) {}
}
