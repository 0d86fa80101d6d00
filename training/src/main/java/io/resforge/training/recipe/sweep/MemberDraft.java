package io.resforge.training.recipe.sweep;

import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.PublishedResult;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import java.util.Map;
import java.util.Optional;

/** A member before its recipe is read. */
record MemberDraft(String name, RecipeTree tree, Optional<PublishedResult> published) {

    static MemberDraft of(String name, RecipeTree tree) {
        return new MemberDraft(name, tree, Optional.empty());
    }

    MemberDraft with(Map<String, Object> values) {
        RecipeTree changed = tree;
        for (Map.Entry<String, Object> value : values.entrySet()) {
            changed = changed.with(value.getKey(), value.getValue());
        }
        return new MemberDraft(name, changed, published);
    }

    MemberDraft set(String setting) {
        return new MemberDraft(name, tree.set(setting), published);
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
