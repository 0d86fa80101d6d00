package io.resforge.inference.oip;

import io.resforge.inference.model.Choice;
import io.resforge.registry.value.Names;

/** The protocol's one field for versions and labels. */
final class Versions {

    private Versions() {}

    /** A number is a version, any other text a label. */
    static Choice choice(String text) {
        if (text.isEmpty()) {
            return Choice.ANY;
        }
        return Names.isVersion(text) ? new Choice.Version(text) : new Choice.Label(text);
    }
}
