package io.resforge.inference.api.oip;

import io.resforge.inference.models.VersionChoice;
import io.resforge.registry.value.ObjectNames;

/** The protocol's one field for versions and labels. */
final class VersionParameter {

    private VersionParameter() {}

    /** A number is a version, any other text a label. */
    static VersionChoice choice(String text) {
        if (text.isEmpty()) {
            return VersionChoice.ANY;
        }
        return ObjectNames.isVersion(text) ? new VersionChoice.Version(text) : new VersionChoice.Label(text);
    }
}
