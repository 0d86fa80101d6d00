package io.resforge.cli.data;

import java.net.URI;
import java.util.Set;

/** Where a server says that a file is instead. Java follows none from http to https by itself. */
final class Redirect {

    /** More is a circle. */
    static final int MOST = 5;

    private static final Set<Integer> ANSWERS = Set.of(301, 302, 303, 307, 308);

    private Redirect() {}

    static boolean isIn(int answer) {
        return ANSWERS.contains(answer);
    }

    /**
     * The other place.
     *
     * @param location as the server gives it; may be relative
     * @throws RefusedDownload if it is none on the web, or one that cannot be trusted as much
     */
    static URI follow(URI from, String location) throws RefusedDownload {
        URI to = resolve(from, location);
        boolean web = ("http".equals(to.getScheme()) || "https".equals(to.getScheme())) && to.getHost() != null;
        if (!web || ("https".equals(from.getScheme()) && "http".equals(to.getScheme()))) {
            throw refused(from, location);
        }
        return to;
    }

    private static URI resolve(URI from, String location) throws RefusedDownload {
        try {
            return from.resolve(location == null ? "" : location);
        } catch (IllegalArgumentException noUri) {
            throw refused(from, location);
        }
    }

    private static RefusedDownload refused(URI from, String location) {
        return new RefusedDownload(
                from + " sends to " + location + ", which is not followed; another place can be named with --url");
    }
}
