package io.resforge.testing;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.resforge.cli.ResForge;
import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.Home;
import java.nio.file.Path;
import java.time.ZoneOffset;

/** Runs commands in this process and remembers what they printed. */
public final class Shell {

    private final Screen screen;
    private final CommandContext context;

    /** Keeps state in this folder and prints to a file. */
    public Shell(Path home) {
        this(home, Screen.piped());
    }

    /** Keeps state in this folder and prints to this screen. */
    public Shell(Path home, Screen screen) {
        this.screen = screen;
        this.context =
                new CommandContext(screen.terminal(), new Home(home), home.resolve("no-checkout"), ZoneOffset.UTC);
    }

    /** Runs one command; its exit code. */
    public int run(String... words) {
        return ResForge.execute(context, words);
    }

    /** All of standard output. */
    public String out() {
        return screen.out();
    }

    /** All of standard error. */
    public String err() {
        return screen.err();
    }

    /** Standard output as the one JSON document that it must be. */
    public JsonElement json() {
        return JsonParser.parseString(out());
    }
}
