package io.resforge.cli.data;

import io.resforge.cli.common.CommandGroup;
import picocli.CommandLine.Command;

/** Holds the commands about data sets. */
@Command(name = "data", description = "Brings data sets, from their authors and into a store.")
public final class DataCommand extends CommandGroup {}
