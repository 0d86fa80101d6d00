package io.resforge.support.page;

import java.util.Map;

/** What a page answers. */
public sealed interface PageAnswer {

    /**
     * A template.
     *
     * @param status of HTTP
     * @param data that it takes
     */
    record Html(int status, String template, Map<String, Object> data) implements PageAnswer {}

    /** Another page, which is to be asked for. */
    record SeeOther(String path) implements PageAnswer {

        public SeeOther {
            if (!isOurs(path)) {
                throw new IllegalArgumentException("must be a path of this service, was '" + path + "'");
            }
        }

        /** Whether a browser takes it for a page of this very service. */
        public static boolean isOurs(String path) {
            return path.startsWith("/")
                    && !path.startsWith("//")
                    && path.chars().noneMatch(letter -> letter <= ' ' || letter == '\\' || letter == 0x7f);
        }
    }

    /** Anything else. */
    record Content(String type, byte[] bytes) implements PageAnswer {}

    /** A file that others made, such as a report: its scripts run without the rights of our pages, and may open no connection. */
    record Foreign(String name, byte[] bytes) implements PageAnswer {}

    /** A template that is there. */
    static PageAnswer html(String template, Map<String, Object> data) {
        return new Html(200, template, data);
    }
}
