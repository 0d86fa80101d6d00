package io.resforge.support.html;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** How the pages of a service are shown. */
@ConfigMapping(prefix = "resforge.pages")
public interface PageConfig {

    /** The address of the other service's pages as browsers reach it, such as {@code http://localhost:8080}; without it there is no link. */
    Optional<URI> other();
}
