package io.resforge.cli.recipe;

import com.google.gson.Gson;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.training.recipe.RecipeFiles.RecipeSource;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.training.recipe.RecipeWriter;
import io.resforge.training.recipe.Yaml;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes out one recipe. */
@Command(
        name = "show",
        description = "Writes out a recipe with every value, as YAML that 'train --recipe' takes.",
        footer = {
            "",
            "Examples:",
            "  resforge recipes show he2016-resnet20",
            "  resforge recipes show mine.yaml --set optimizer.momentum=0.8"
        })
public final class ShowRecipeCommand extends ContextCommand {

    @Mixin
    private JsonOption json;

    @Parameters(paramLabel = "NAME|FILE", description = "A recipe's name, or a YAML file.")
    private String recipe;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Another value for a key; may be given often.")
    private List<String> settings = List.of();

    @Override
    public Integer call() {
        RecipeTree tree = RecipeSource.read(recipe);
        for (String setting : settings) {
            tree = tree.set(setting);
        }
        Map<String, Object> full = new LinkedHashMap<>();
        for (String said : List.of("about", "published")) {
            if (tree.values().containsKey(said)) {
                full.put(said, tree.values().get(said));
            }
        }
        full.putAll(RecipeWriter.tree(RecipeReader.tree(tree)));
        if (json.isOn()) {
            JsonOption.print(context.terminal().out(), new Gson().toJsonTree(full));
        } else {
            context.terminal().out().print(Yaml.write(full));
        }
        return ExitCodes.OK;
    }
}
