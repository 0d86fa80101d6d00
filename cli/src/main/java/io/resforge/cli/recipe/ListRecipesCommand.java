package io.resforge.cli.recipe;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.TextTable;
import io.resforge.training.recipe.NamedRecipes;
import io.resforge.training.recipe.NamedRecipes.NamedRecipe;
import io.resforge.training.recipe.PublishedResult;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the recipes that come with the program. */
@Command(
        name = "list",
        description = "Lists the recipes that come with the program, with the accuracy that is published for them.",
        footer = {"", "Example:", "  resforge recipes list"})
public final class ListRecipesCommand extends ContextCommand {

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        List<NamedRecipe> recipes = NamedRecipes.all();
        if (json.isOn()) {
            JsonArray list = new JsonArray();
            recipes.forEach(recipe -> list.add(tree(recipe)));
            JsonObject document = new JsonObject();
            document.add("recipes", list);
            JsonOption.print(context.terminal().out(), document);
        } else {
            table(recipes).print();
        }
        return ExitCodes.OK;
    }

    private TextTable table(List<NamedRecipe> recipes) {
        TextTable table = new TextTable(context.terminal(), "RECIPE", "NETWORK", ">PUBLISHED", "ABOUT");
        for (NamedRecipe recipe : recipes) {
            table.row(
                    PlainText.of(recipe.name()),
                    recipe.recipe().arch().name(),
                    accuracy(recipe),
                    PlainText.of(recipe.about()));
        }
        return table;
    }

    private static String accuracy(NamedRecipe recipe) {
        return recipe.published().map(PublishedResult::accuracy).stream()
                .flatMapToDouble(accuracy -> accuracy.stream())
                .mapToObj(accuracy -> String.format(Locale.ROOT, "%.2f%%", accuracy))
                .findFirst()
                .orElse("-");
    }

    private static JsonObject tree(NamedRecipe recipe) {
        JsonObject tree = new JsonObject();
        tree.addProperty("name", recipe.name());
        tree.addProperty("about", recipe.about());
        tree.addProperty("arch", recipe.recipe().arch().name());
        recipe.published().ifPresent(it -> tree.add("published", tree(it)));
        return tree;
    }

    private static JsonObject tree(PublishedResult published) {
        JsonObject tree = new JsonObject();
        published.accuracy().ifPresent(it -> tree.addProperty("accuracy", it));
        published.loss().ifPresent(it -> tree.addProperty("loss", it));
        tree.addProperty("source", published.source());
        return tree;
    }
}
