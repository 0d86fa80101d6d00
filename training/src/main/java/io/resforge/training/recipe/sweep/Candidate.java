package io.resforge.training.recipe.sweep;

import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.Published;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import java.util.Map;
import java.util.Optional;

/** A member before its recipe is read. */
record Candidate(String name, RecipeTree tree, Optional<Published> published) {

    static Candidate of(String name, RecipeTree tree) {
        return new Candidate(name, tree, Optional.empty());
    }

    Candidate with(Map<String, Object> values) {
        RecipeTree changed = tree;
        for (Map.Entry<String, Object> value : values.entrySet()) {
            changed = changed.with(value.getKey(), value.getValue());
        }
        return new Candidate(name, changed, published);
    }

    Candidate set(String setting) {
        return new Candidate(name, tree.set(setting), published);
    }

    /** @throws InvalidRecipe that tells the member too */
    Member member() {
        try {
            return new Member(name, RecipeReader.tree(tree), published);
        } catch (InvalidRecipe e) {
            throw new InvalidRecipe(e.field(), "member " + name + ": " + e.getMessage());
        }
    }
}
