package io.resforge.inference.metrics;

import io.resforge.inference.model.LiveModel;

/** Names a version of a model. */
record VersionId(String model, String version) {

    static VersionId of(LiveModel live) {
        return new VersionId(live.name(), live.version());
    }
}
