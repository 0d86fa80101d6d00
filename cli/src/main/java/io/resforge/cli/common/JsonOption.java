package io.resforge.cli.common;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.Message;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import java.io.PrintStream;
import java.util.Collection;
import picocli.CommandLine.Option;

/** Whether the result is to be one JSON document on standard output, and how it is printed. */
public final class JsonOption {

    private static final Gson PRETTY =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    @Option(names = "--json", description = "Print one JSON document, and nothing else, on standard output.")
    private boolean on;

    /** Whether JSON was asked for. */
    public boolean isOn() {
        return on;
    }

    /** Where the words around the result go. */
    public Terminal narration(Terminal terminal) {
        return on ? terminal.besideJson() : terminal;
    }

    /** Prints a message of the contracts, spelled as over HTTP. */
    public static void print(PrintStream out, Message message) {
        print(out, tree(message));
    }

    /** Prints a document. */
    public static void print(PrintStream out, JsonElement document) {
        out.println(PlainText.inJson(PRETTY.toJson(document)));
    }

    /** A message, spelled as over HTTP, to add to. */
    public static JsonObject tree(Message message) {
        return MessageJson.of(message);
    }

    /** Texts as a list. */
    public static JsonArray list(Collection<String> texts) {
        JsonArray list = new JsonArray();
        texts.forEach(list::add);
        return list;
    }
}
