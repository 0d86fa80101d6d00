package io.resforge.trainer.backend.kubernetes.job;

import java.util.Locale;
import java.util.regex.Pattern;

/** How Kubernetes lets things be called; each check returns the name, or refuses it with what is allowed. */
final class KubernetesNames {

    private static final int LONGEST = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern SUBDOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

    private KubernetesNames() {}

    /** The name of an object. */
    static String object(String what, String name) {
        if (name.length() > LONGEST || !SUBDOMAIN.matcher(name).matches()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s must be a name of at most %d lower-case letters, digits, inner dashes and dots, was '%s'",
                    what,
                    LONGEST,
                    name));
        }
        return name;
    }

    /** The name of a namespace or a queue, which is also a label. */
    static String label(String what, String name) {
        if (!LABEL.matcher(name).matches()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s must be a name of at most 63 lower-case letters, digits and inner dashes, was '%s'",
                    what,
                    name));
        }
        return name;
    }
}
