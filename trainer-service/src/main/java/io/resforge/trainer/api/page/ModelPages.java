package io.resforge.trainer.api.page;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.promotion.UnknownVersion;
import io.resforge.support.access.Role;
import io.resforge.support.page.PageAnswer;
import io.resforge.support.page.PageAnswer.SeeOther;
import io.resforge.support.page.PageRequest;
import io.resforge.support.page.PageRequest.WrongPageRequest;
import io.resforge.support.page.Pages;
import io.resforge.trainer.api.CallersModels;
import io.resforge.trainer.api.RequestFields;
import io.vertx.ext.web.Router;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Models: their versions, where these come from, which one is served and why; and promoting another one. */
@Singleton
final class ModelPages {

    private static final Logger LOG = Logger.getLogger(ModelPages.class);
    private static final String MODEL = "model";
    private static final int MOST_MODELS = 500;
    private static final int VERSIONS_SHOWN = 50;
    private static final int PROMOTIONS_SHOWN = 100;
    private static final int DRAWN = 8;

    private final Pages pages;
    private final Checkpoints checkpoints;
    private final Promotions promotions;
    private final CallersModels callers;

    ModelPages(Pages pages, Checkpoints checkpoints, Promotions promotions) {
        this.pages = pages;
        this.checkpoints = checkpoints;
        this.promotions = promotions;
        this.callers = new CallersModels(promotions);
    }

    void register(Router router) {
        pages.get(router, "/models", this::list);
        pages.get(router, "/models/{model}", this::show);
        pages.post(router, "/models/{model}/promote", this::promote);
        pages.post(router, "/models/{model}/rollback", this::rollback);
    }

    /**
     * A model in the list.
     *
     * @param newest its newest version, if that can be read
     */
    public record ModelFacts(
            String name,
            int versions,
            Optional<Promotion> champion,
            Optional<Manifest> best,
            Optional<Manifest> newest) {}

    /**
     * A version.
     *
     * @param change what promoting it would do, in words; empty for the champion
     */
    public record VersionFacts(Manifest manifest, boolean champion, String change) {}

    private PageAnswer list(PageRequest request) {
        List<String> all = checkpoints.models().stream()
                .filter(request.requester()::mayUse)
                .toList();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("models", all.stream().limit(MOST_MODELS).map(this::facts).toList());
        data.put("left", Math.max(0, all.size() - MOST_MODELS));
        return PageAnswer.html("models/list.html", data);
    }

    private ModelFacts facts(String model) {
        List<String> versions = checkpoints.versions(model);
        Optional<Promotion> champion = champion(model);
        return new ModelFacts(
                model,
                versions.size(),
                champion,
                champion.flatMap(it -> readable(model, it.version())),
                versions.isEmpty() ? Optional.empty() : readable(model, versions.getLast()));
    }

    private Optional<Promotion> champion(String model) {
        try {
            return promotions.champion(model);
        } catch (DamagedObject e) {
            LOG.warnf("The champion of %s is not shown: %s", model, e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Manifest> readable(String model, String version) {
        try {
            return checkpoints.manifest(model, version);
        } catch (InvalidCheckpoint e) {
            LOG.warnf("Version %s of model %s is left out of its page: %s", version, model, e.getMessage());
            return Optional.empty();
        }
    }

    static String model(PageRequest request) {
        return RequestFields.model(MODEL, request.part(MODEL));
    }

    private PageAnswer show(PageRequest request) {
        String model = model(request);
        List<String> newest = checkpoints.versions(model).reversed();
        if (newest.isEmpty()) {
            throw UnknownVersion.anyOf(model);
        }
        int from = from(newest, request.query("after"));
        List<String> shown = newest.subList(from, Math.min(newest.size(), from + VERSIONS_SHOWN));
        Optional<Promotion> champion = champion(model);
        Optional<Manifest> live = champion.flatMap(it -> readable(model, it.version()));
        List<VersionFacts> versions = shown.stream()
                .flatMap(version -> readable(model, version).stream())
                .map(it -> facts(it, champion, live))
                .toList();
        List<Promotion> history = promotions.history(model).reversed();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", model);
        data.put("versions", versions);
        data.put("count", newest.size());
        data.put("next", from + VERSIONS_SHOWN < newest.size() ? shown.getLast() : "");
        data.put("champion", champion);
        data.put("live", live);
        data.put("history", history.stream().limit(PROMOTIONS_SHOWN).toList());
        data.put(
                "lineage",
                Lineage.of(
                        versions.stream()
                                .limit(DRAWN)
                                .map(VersionFacts::manifest)
                                .toList(),
                        history));
        data.put("mayPromote", request.requester().principal().hasAny(Set.of(Role.PROMOTE)));
        data.put("back", history.size() > 1);
        return PageAnswer.html("models/model.html", data);
    }

    private static int from(List<String> versions, Optional<String> after) {
        if (after.isEmpty()) {
            return 0;
        }
        int place = versions.indexOf(after.get());
        if (place < 0) {
            throw new WrongPageRequest("after is no version of this model; begin again without it");
        }
        return place + 1;
    }

    private static VersionFacts facts(Manifest manifest, Optional<Promotion> champion, Optional<Manifest> live) {
        boolean isChampion =
                champion.map(it -> it.version().equals(manifest.version())).orElse(false);
        return new VersionFacts(manifest, isChampion, isChampion ? "" : change(manifest, champion, live));
    }

    /** What promoting a version does. */
    private static String change(Manifest manifest, Optional<Promotion> champion, Optional<Manifest> live) {
        StringBuilder words =
                new StringBuilder("Version ").append(manifest.version()).append(" becomes the champion");
        champion.ifPresent(it -> words.append(" in place of version ").append(it.version()));
        words.append(". Each inference service of this store checks it and then answers with it.");
        live.ifPresent(before -> {
            if (!before.labels().equals(manifest.labels())) {
                words.append(" It has other classes: ")
                        .append(manifest.labels().size())
                        .append(" instead of ")
                        .append(before.labels().size())
                        .append(", so callers get other answers.");
            } else if (!before.dataset().digest().equals(manifest.dataset().digest())) {
                words.append(
                        " It was measured on other images, so the two accuracies tell little about which is better.");
            }
            if (!before.image().shape().equals(manifest.image().shape())) {
                words.append(" It takes images of another size.");
            }
        });
        return words.toString();
    }

    private PageAnswer promote(PageRequest request) {
        String model = model(request);
        callers.promote(
                model,
                request.field("version").orElse(""),
                request.field("reason").orElse(""),
                request.field("by").orElse(""));
        return new SeeOther("/models/" + model + "#promotions");
    }

    private PageAnswer rollback(PageRequest request) {
        String model = model(request);
        callers.rollback(
                model, request.field("reason").orElse(""), request.field("by").orElse(""));
        return new SeeOther("/models/" + model + "#promotions");
    }
}
