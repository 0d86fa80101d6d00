package io.resforge.cli.model;

import io.resforge.cli.common.CommandGroup;
import picocli.CommandLine.Command;

/** Holds the commands about versions. */
@Command(name = "models", description = "Lists and shows the versions of a model, and decides which is the champion.")
public final class ModelsCommand extends CommandGroup {}
