package io.resforge.cli.common;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.resforge.cli.terminal.PlainText;
import java.io.PrintStream;

/** JSON on standard output. */
public final class JsonOutput {

    private static final Gson PRETTY =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private JsonOutput() {}

    /** Prints a message of the contracts in the JSON form that protobuf defines. */
    public static void print(PrintStream out, Message message) {
        print(out, tree(message));
    }

    /** Prints a document. */
    public static void print(PrintStream out, JsonElement document) {
        out.println(PlainText.inJson(PRETTY.toJson(document)));
    }

    /** A message in the JSON form that protobuf defines, to add to. */
    public static JsonObject tree(Message message) {
        try {
            String text = JsonFormat.printer().alwaysPrintFieldsWithNoPresence().print(message);
            return JsonParser.parseString(text).getAsJsonObject();
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("a message without Any has a JSON form", impossible);
        }
    }
}
