package io.resforge.cli.common;

/** An option that needs to know what its command works with. */
public interface ContextOption {

    /** Called before the command line is read. */
    void use(CommandContext context);
}
