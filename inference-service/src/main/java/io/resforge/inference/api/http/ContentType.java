package io.resforge.inference.api.http;

import io.resforge.inference.classify.InvalidRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A media type in lower case and its parameters by name, unquoted (RFC 9110, 8.3). */
record ContentType(String type, Map<String, String> parameters) {

    static final String NAME = "Content-Type";

    private static final Pattern TYPE =
            Pattern.compile("\\s*([^\\s\"(),/:;<=>?@\\[\\]{}\\\\]+/[^\\s\"(),/:;<=>?@\\[\\]{}\\\\]+)\\s*");

    /** Of what stands without quotes more is taken than the standard allows: many a client forgets them. */
    private static final Pattern PARAMETER =
            Pattern.compile("\\G;\\s*(?:([^\\s\"=;]+)=(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s\";]*)))?\\s*");

    /** Reads the header; throws {@link InvalidRequest} if it is not as the standard says, or has a parameter twice. */
    static ContentType parse(String header) {
        Matcher type = TYPE.matcher(header);
        if (!type.lookingAt()) {
            throw invalid("must be a type such as image/png", header);
        }
        Map<String, String> parameters = new TreeMap<>();
        Matcher parameter = PARAMETER.matcher(header);
        int end = type.end();
        for (boolean more = parameter.find(end); more; more = parameter.find()) {
            end = parameter.end();
            if (parameter.group(1) != null) {
                String name = parameter.group(1).toLowerCase(Locale.ROOT);
                if (parameters.put(name, value(parameter)) != null) {
                    throw invalid("must have the parameter " + name + " only once", header);
                }
            }
        }
        if (end < header.length()) {
            throw invalid("must have parameters such as ; boundary=\"a b\" after its type", header);
        }
        return new ContentType(type.group(1).toLowerCase(Locale.ROOT), parameters);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    private static String value(Matcher parameter) {
        String quoted = parameter.group(2);
        return quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
    }

    private static InvalidRequest invalid(String rule, String header) {
        return new InvalidRequest(NAME, rule + ", was \"" + header + "\"");
    }
}
