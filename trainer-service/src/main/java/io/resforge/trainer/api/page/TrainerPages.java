package io.resforge.trainer.api.page;

import io.grpc.Status;
import io.resforge.support.html.PageFrame.Link;
import io.resforge.support.html.PageFrame.Site;
import io.resforge.support.page.PageAnswer.SeeOther;
import io.resforge.support.page.PageFailures;
import io.resforge.support.page.PageFailures.PageFailure;
import io.resforge.support.page.Pages;
import io.resforge.trainer.api.Statuses;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** All pages of the control plane. */
@Singleton
final class TrainerPages {

    private final Pages pages;
    private final RunListPage list;
    private final RunDetailPage run;
    private final NewRunPage form;
    private final ComparePage compare;
    private final ModelPages models;
    private final VersionsPage versions;

    TrainerPages(
            Pages pages,
            RunListPage list,
            RunDetailPage run,
            NewRunPage form,
            ComparePage compare,
            ModelPages models,
            VersionsPage versions) {
        this.pages = pages;
        this.list = list;
        this.run = run;
        this.form = form;
        this.compare = compare;
        this.models = models;
        this.versions = versions;
    }

    @Produces
    @Singleton
    static Site site() {
        return new Site(
                "trainer",
                "Try a model",
                List.of(new Link("/runs", "Runs"), new Link("/runs/new", "New run"), new Link("/models", "Models")),
                List.of("live.js", "run.js", "trainer.js"));
    }

    /** As over gRPC, by the codes that HTTP has for it. */
    @Produces
    @Singleton
    static PageFailures failures() {
        return failure -> {
            Status status = Statuses.of(failure).getStatus();
            return new PageFailure(http(status.getCode()), status.getCode().name(), status.getDescription());
        };
    }

    static int http(Status.Code code) {
        return switch (code) {
            case INVALID_ARGUMENT, OUT_OF_RANGE -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED, CANCELLED -> 409;
            case RESOURCE_EXHAUSTED -> 429;
            case UNIMPLEMENTED -> 501;
            case UNAVAILABLE -> 503;
            case DEADLINE_EXCEEDED -> 504;
            case OK, UNKNOWN, INTERNAL, DATA_LOSS -> 500;
        };
    }

    /** The paths without a variable part come first: of two that fit, the router takes the earlier. */
    void register(@Observes Router router) {
        pages.get(router, "/", request -> new SeeOther("/runs"));
        list.register(router);
        form.register(router);
        run.register(router);
        compare.register(router);
        versions.register(router);
        models.register(router);
        pages.notFound(router);
    }
}
