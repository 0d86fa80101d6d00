package io.resforge.inference.api.oip;

import java.util.List;

/**
 * What this server is called and what it can do beyond the protocol's core.
 *
 * @param version the server's own version
 */
public record ServerFacts(String version) {

    /** The server's name, and the platform of its models. */
    public static final String NAME = "resforge";

    /** By the names that Triton uses. */
    public static final List<String> EXTENSIONS =
            List.of("classification", "model_configuration", "model_repository", "binary_tensor_data");
}
