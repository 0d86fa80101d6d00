package io.resforge.cli.demo;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * What came of a demo.
 *
 * @param seconds that it took
 * @param heldOutAccuracy of the champion at the end, from 0 to 1
 * @param calls made while the model was replaced
 * @param failed calls among them
 * @param versions that answered, in their order
 */
record DemoResult(double seconds, double heldOutAccuracy, long calls, long failed, List<String> versions) {

    private static final Gson ONE_LINE = new GsonBuilder().create();

    DemoResult {
        versions = List.copyOf(versions);
    }

    /** Whether the demo showed what it promises; a second version that is no better is bad luck, not a failure. */
    boolean isGood() {
        return failed == 0 && calls > 0 && heldOutAccuracy >= DemoRecipe.WORST_ACCURACY;
    }

    /** As one line of JSON. */
    String json() {
        JsonObject document = new JsonObject();
        document.addProperty("seconds", rounded(seconds, 1));
        document.addProperty("heldOutAccuracy", rounded(heldOutAccuracy, 4));
        document.addProperty("calls", calls);
        document.addProperty("failed", failed);
        document.add("versions", ONE_LINE.toJsonTree(versions));
        return ONE_LINE.toJson(document);
    }

    private static BigDecimal rounded(double number, int digits) {
        return new BigDecimal(String.format(Locale.ROOT, "%." + digits + "f", number));
    }
}
