package io.resforge.inference.api.http;

import io.resforge.inference.api.Failure;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.support.html.PageConfig;
import io.resforge.support.html.PageFrame.Link;
import io.resforge.support.html.PageFrame.Site;
import io.resforge.support.page.PageAnswer;
import io.resforge.support.page.PageFailures;
import io.resforge.support.page.PageFailures.PageFailure;
import io.resforge.support.page.Pages;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The pages of the inference service. They hold nothing of a model: their scripts ask the interface at {@code /v1}, with the rights of the
 * person who looks at them.
 */
@Singleton
final class InferencePages {

    private final Pages pages;
    private final PageConfig config;
    private final int grpcPort;

    InferencePages(Pages pages, PageConfig config, @ConfigProperty(name = "quarkus.grpc.server.port") int grpcPort) {
        this.pages = pages;
        this.config = config;
        this.grpcPort = grpcPort;
    }

    @Produces
    @Singleton
    static Site site() {
        return new Site(
                "inference",
                "Runs and models",
                List.of(new Link("/", "Try"), new Link("/status", "Status")),
                List.of("inference.js", "try.js", "prediction.js", "status.js"));
    }

    @Produces
    @Singleton
    static PageFailures failures(ServingObserver observer) {
        Failure.Counter counter = new Failure.Counter(observer);
        return thrown -> {
            Failure failure = counter.of(thrown);
            return new PageFailure(failure.httpStatus(), failure.httpCode(), failure.message());
        };
    }

    void register(@Observes Router router) {
        pages.get(router, "/", request -> PageAnswer.html("inference/try.html", Map.of("grpcPort", grpcPort)));
        pages.get(router, "/status", request -> PageAnswer.html("inference/status.html", Map.of("trainer", trainer())));
        pages.get(
                router,
                "/predictions/{id}",
                request -> PageAnswer.html(
                        "inference/prediction.html", Map.of("id", request.part("id"), "trainer", trainer())));
    }

    /** Where the control plane's pages are; empty where that is not known. */
    private String trainer() {
        return config.other().map(URI::toString).orElse("").replaceFirst("/+$", "");
    }
}
