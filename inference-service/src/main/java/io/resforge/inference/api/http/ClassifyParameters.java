package io.resforge.inference.api.http;

import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.models.VersionChoice;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** What the query of {@code POST /v1/classify} can ask for. */
public class ClassifyParameters {

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");

    @QueryParam("top_k")
    @DefaultValue("")
    @Parameter(
            description =
                    "How many of the likeliest classes to answer for each image: from 1 to the number of classes; 5 by default.",
            example = "3")
    String topK;

    @QueryParam("model")
    @DefaultValue("")
    @Parameter(description = "The model; the server's own by default.", example = "cifar10")
    String model;

    @QueryParam("version")
    @DefaultValue("")
    @Parameter(description = "The version that must answer; the server chooses by default.")
    String version;

    @QueryParam("label")
    @DefaultValue("")
    @Parameter(
            description =
                    "The label of the version that must answer, such as canary. Only one of version and label may be set.")
    String label;

    int topK() {
        if (topK.isEmpty()) {
            return 0;
        }
        if (!NUMBER.matcher(topK).matches()) {
            throw new InvalidRequest("top_k", "must be a whole number from 1, was \"" + topK + "\"");
        }
        return Integer.parseInt(topK);
    }

    String model() {
        return model;
    }

    VersionChoice choice() {
        if (!version.isEmpty() && !label.isEmpty()) {
            throw new InvalidRequest("label", "only one of version and label may be set");
        }
        if (!version.isEmpty()) {
            return new VersionChoice.Version(version);
        }
        return label.isEmpty() ? VersionChoice.ANY : new VersionChoice.Label(label);
    }
}
