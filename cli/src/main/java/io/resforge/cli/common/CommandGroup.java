package io.resforge.cli.common;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that only holds others: alone it is bad usage, answered with what there is. */
public abstract class CommandGroup implements Callable<Integer> {

    /** The commands that a group holds, in the order in which they are listed. Picocli itself would make them all at each call. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    public @interface Holds {

        /** Classes with {@code @Command}. */
        Class<?>[] value();
    }

    @Spec
    private CommandSpec spec;

    @Override
    public final Integer call() {
        CommandLine line = spec.commandLine();
        line.usage(line.getErr());
        return ExitCodes.USAGE;
    }
}
