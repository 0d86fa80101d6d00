package io.resforge.cli.run;

import io.resforge.cli.common.CommandGroup;
import picocli.CommandLine.Command;

/** Holds the commands about runs. */
@Command(name = "runs", description = "Lists, shows, follows, suspends, cancels and deletes training runs.")
public final class RunsCommand extends CommandGroup {}
