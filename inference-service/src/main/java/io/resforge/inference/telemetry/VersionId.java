package io.resforge.inference.telemetry;

import io.resforge.inference.models.LiveModel;

/** Names a version of a model. */
record VersionId(String model, String version) {

    static VersionId of(LiveModel live) {
        return new VersionId(live.name(), live.version());
    }
}
