package io.resforge.trainer.api.page;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.promotion.UnknownVersion;
import io.resforge.registry.run.ReportFiles;
import io.resforge.registry.store.ObjectStore;
import io.resforge.report.run.Disagreement;
import io.resforge.report.run.Findings;
import io.resforge.report.run.RunReport;
import io.resforge.support.page.PageAnswer;
import io.resforge.support.page.PageRequest;
import io.resforge.support.page.PageRequest.WrongPageRequest;
import io.resforge.support.page.Pages;
import io.resforge.trainer.api.RequestFields;
import io.resforge.trainer.api.page.ComparePage.Difference;
import io.vertx.ext.web.Router;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Two versions of a model side by side: what each class came to, the images that they answer differently, and what they are made of. */
@Singleton
final class VersionsPage {

    private final Pages pages;
    private final Checkpoints checkpoints;
    private final ReportFiles reports;

    VersionsPage(Pages pages, Checkpoints checkpoints, ObjectStore store) {
        this.pages = pages;
        this.checkpoints = checkpoints;
        this.reports = new ReportFiles(store);
    }

    void register(Router router) {
        pages.get(router, "/models/{model}/compare", this::compare);
    }

    private PageAnswer compare(PageRequest request) {
        String model = ModelPages.model(request);
        Manifest a = version(model, "a", request);
        Manifest b = version(model, "b", request);
        boolean sameImages = a.dataset().digest().equals(b.dataset().digest());
        Optional<Findings> ofA = findings(a);
        Optional<Findings> ofB = findings(b);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", model);
        data.put("a", a);
        data.put("b", b);
        data.put("versions", List.of(a, b));
        data.put("differences", differences(values(a), values(b)));
        data.put("sameImages", sameImages);
        data.put(
                "answers",
                sameImages && a.labels().equals(b.labels())
                        ? ofA.flatMap(one -> ofB.flatMap(other -> Disagreement.between(one, other, a.labels())))
                        : Optional.empty());
        return PageAnswer.html("models/compare.html", data);
    }

    private Manifest version(String model, String name, PageRequest request) {
        String version = RequestFields.version(
                name,
                request.query(name)
                        .orElseThrow(() -> new WrongPageRequest("?a= and ?b= name the two versions to compare")));
        return checkpoints.manifest(model, version).orElseThrow(() -> new UnknownVersion(model, version));
    }

    /** What the version's network said when it was published; empty where its run left no report. */
    private Optional<Findings> findings(Manifest version) {
        return reports.get(version.runId(), RunReport.FILE)
                .flatMap(RunReport::read)
                .flatMap(report -> Optional.ofNullable(report.predictions()));
    }

    private static List<Difference> differences(Map<String, String> one, Map<String, String> other) {
        List<Difference> differences = new ArrayList<>();
        one.forEach((key, value) -> {
            if (!value.equals(other.getOrDefault(key, "–"))) {
                differences.add(new Difference(key, List.of(value, other.getOrDefault(key, "–"))));
            }
        });
        other.forEach((key, value) -> {
            if (!one.containsKey(key)) {
                differences.add(new Difference(key, List.of("–", value)));
            }
        });
        return differences;
    }

    private static Map<String, String> values(Manifest manifest) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("network", manifest.architecture());
        values.put("parameters", Long.toString(manifest.parameterCount()));
        values.put("classes", String.join(", ", manifest.labels()));
        values.put("best epoch", Integer.toString(manifest.epoch()));
        values.put("begins with", manifest.fromVersion() == null ? "fresh weights" : manifest.fromVersion());
        values.put("data", manifest.dataset().name());
        values.put("data's digest", manifest.dataset().digest());
        FlatTree.of(manifest.recipe()).forEach((key, value) -> values.put("recipe " + key, value));
        manifest.software().forEach((key, value) -> values.put("by " + key, value));
        return values;
    }
}
