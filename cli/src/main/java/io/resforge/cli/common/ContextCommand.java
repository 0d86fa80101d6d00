package io.resforge.cli.common;

import java.util.concurrent.Callable;

/** A command that prints to a terminal and works on the state folder. */
public abstract class ContextCommand implements Callable<Integer> {

    /** What the command has to work with; given before it is called. */
    protected CommandContext context;

    /** Gives the command what it has to work with. */
    public final void use(CommandContext given) {
        context = given;
    }
}
