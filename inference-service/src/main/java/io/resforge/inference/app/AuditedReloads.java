package io.resforge.inference.app;

import io.resforge.inference.models.ReloadEvent;
import io.resforge.inference.models.ReloadEvent.ReloadListener;
import io.resforge.support.access.AuditLog;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells the audit which version a model has come to answer with, and which one was taken out for what callers reported. */
final class AuditedReloads implements ReloadListener {

    private final AuditLog audit;
    private final Map<String, String> live = new ConcurrentHashMap<>();

    AuditedReloads(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public void on(String model, ReloadEvent event) {
        String target = "models/" + model;
        if (event instanceof ReloadEvent.WentLive loaded) {
            String version = loaded.model().version();
            String before = live.put(model, version);
            long promotion = loaded.model().promotion();
            String why = promotion == 0 ? "" : "promotion " + promotion;
            audit.changed("load", target, before == null ? "" : "version " + before, "version " + version, why);
        } else if (event instanceof ReloadEvent.CanaryWithdrawn withdrawn) {
            audit.changed("withdraw", target, "canary version " + withdrawn.version(), "", withdrawn.reason());
        }
    }
}
