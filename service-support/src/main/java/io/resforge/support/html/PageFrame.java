package io.resforge.support.html;

import io.quarkus.qute.Engine;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Renders templates with what the frame around each page tells: where one is, who one is, and where one can go. */
@Singleton
public final class PageFrame {

    private static final String IDENTITY = "resforge-page-identity";

    private final Engine engine;
    private final Site site;
    private final PageConfig config;
    private final PageAssets assets;

    PageFrame(Engine engine, Site site, PageConfig config, PageAssets assets) {
        this.engine = engine;
        this.site = site;
        this.config = config;
        this.assets = assets;
    }

    /**
     * The pages of a service.
     *
     * @param name such as {@code trainer}
     * @param other the name of the other service
     * @param links its main pages
     * @param scripts beside those that every page has, such as {@code live.js} for pages that use htmx
     */
    public record Site(String name, String other, List<Link> links, List<String> scripts) {}

    /** A link of the navigation. */
    public record Link(String path, String text) {

        boolean isAbove(String page) {
            return page.equals(path) || page.startsWith(path + "/");
        }
    }

    /**
     * What the frame of one page tells.
     *
     * @param identity who looks at it, as that was proved; empty where no identity is asked for
     * @param loggedIn whether one can log out
     * @param token that forms repeat
     */
    public record Frame(
            Site site,
            Optional<String> other,
            String path,
            Optional<String> identity,
            boolean loggedIn,
            String token,
            PageAssets assets) {

        /** Whether the page belongs to a link: to the nearest of those above it. */
        public boolean isCurrent(Link link) {
            return link.isAbove(path)
                    && site.links().stream()
                            .noneMatch(it -> it.isAbove(path)
                                    && it.path().length() > link.path().length());
        }
    }

    /** Says who looks, for the frame of the answer. */
    public static void identify(RoutingContext request, String name) {
        request.put(IDENTITY, name);
    }

    /** Renders a template; its data has {@code frame} beside what is given. */
    public String render(RoutingContext request, String template, Map<String, Object> data) {
        var instance = engine.getTemplate(template).instance();
        data.forEach(instance::data);
        return instance.data("frame", frame(request)).render();
    }

    private Frame frame(RoutingContext request) {
        return new Frame(
                site,
                config.other().map(it -> it.toString().replaceFirst("/+$", "")),
                request.normalizedPath(),
                Optional.ofNullable(request.get(IDENTITY)),
                PageCookies.IDENTITY.of(request).isPresent(),
                PageCookies.formWord(request),
                assets);
    }
}
