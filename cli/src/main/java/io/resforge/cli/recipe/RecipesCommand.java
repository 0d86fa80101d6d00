package io.resforge.cli.recipe;

import io.resforge.cli.common.CommandGroup;
import picocli.CommandLine.Command;

/** Holds the commands about recipes. */
@Command(name = "recipes", description = "Lists and shows the recipes that 'train --recipe' takes.")
public final class RecipesCommand extends CommandGroup {}
