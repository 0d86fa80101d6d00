package io.resforge.support.page;

import io.resforge.support.access.AccessRefused;
import io.resforge.support.access.HttpAccess;
import io.resforge.support.html.PageCookies;
import io.resforge.support.page.PageAnswer.SeeOther;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/** Keeps a person's token in a cookie, so that pages can be looked at where identities are asked for. */
@Singleton
public final class Login {

    private static final int UNAUTHENTICATED = 401;

    private final Pages pages;
    private final HttpAccess access;

    Login(Pages pages, HttpAccess access) {
        this.pages = pages;
        this.access = access;
    }

    void register(@Observes Router router) {
        pages.get(router, "/login", request -> form(200, "", next(request.query("next"))));
        pages.post(router, "/login", this::login);
        pages.post(router, "/logout", request -> {
            PageCookies.IDENTITY.clear(request.context());
            return new SeeOther("/login");
        });
    }

    private PageAnswer login(PageRequest request) {
        String next = next(request.field("next"));
        String token = request.field("token").orElse("");
        try {
            if (!PageCookies.IDENTITY.takes(token)) {
                throw new PageRequest.WrongPageRequest("A token has no spaces, and at most 4000 characters.");
            }
            access.requireKnown(request.context(), token);
        } catch (AccessRefused | PageRequest.WrongPageRequest e) {
            return form(UNAUTHENTICATED, e.getMessage(), next);
        }
        PageCookies.IDENTITY.set(request.context(), token);
        return new SeeOther(next);
    }

    private static PageAnswer form(int status, String problem, String next) {
        return new PageAnswer.Html(status, "support/login.html", Map.of("problem", problem, "next", next));
    }

    private static String next(Optional<String> asked) {
        return asked.filter(SeeOther::isOurs).orElse("/");
    }
}
