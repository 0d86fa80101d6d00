package io.resforge.support.html;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The cookies of pages. Browsers send them along with requests of our own pages only, scripts cannot read them, and with TLS they are sent
 * with TLS alone.
 */
public enum PageCookies {
    /** The token that a person logged in with. */
    IDENTITY("resforge-token", Pattern.compile("[\\x21\\x23-\\x2b\\x2d-\\x3a\\x3c-\\x5b\\x5d-\\x7e]{1,4000}")),
    /** A random word which each form of ours repeats; the page of another site can neither read nor set it. */
    FORM("resforge-form", Pattern.compile("[A-Za-z0-9_-]{32}"));

    /** The field of a form that repeats {@link #FORM}. */
    public static final String FORM_FIELD = "form_token";

    /** The header that does so where a script sends the request. */
    public static final String FORM_HEADER = "X-Form-Token";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int WORD_BYTES = 24;

    private final String name;
    private final Pattern allowed;

    PageCookies(String name, Pattern allowed) {
        this.name = name;
        this.allowed = allowed;
    }

    /** The value that a request brings; empty without one, or if it cannot be ours. */
    public Optional<String> of(RoutingContext request) {
        return Optional.ofNullable(request.request().getCookie(name(request)))
                .map(Cookie::getValue)
                .filter(value -> allowed.matcher(value).matches());
    }

    /** Whether a value can be kept. */
    public boolean takes(String value) {
        return allowed.matcher(value).matches();
    }

    /** Has the browser keep a value until it is closed. */
    public void set(RoutingContext request, String value) {
        request.response().addCookie(cookie(request, value));
    }

    /** Has the browser forget it. */
    public void clear(RoutingContext request) {
        request.response().addCookie(cookie(request, "").setMaxAge(0));
    }

    /** The word that forms of this answer have to repeat: that of the browser, or a new one, which it is given. */
    public static String formWord(RoutingContext request) {
        String key = FORM.name();
        String known = request.get(key);
        if (known != null) {
            return known;
        }
        String word = FORM.of(request).orElseGet(() -> {
            String made = random();
            // What a stream sends has no forms.
            if (!request.response().headWritten()) {
                FORM.set(request, made);
            }
            return made;
        });
        request.put(key, word);
        return word;
    }

    /** Whether a request repeats its browser's word. */
    public static boolean isOwnForm(RoutingContext request, String given) {
        return given != null
                && FORM.of(request)
                        .map(word -> MessageDigest.isEqual(word.getBytes(), given.getBytes()))
                        .orElse(false);
    }

    private Cookie cookie(RoutingContext request, String value) {
        return Cookie.cookie(name(request), value)
                .setPath("/")
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(request.request().isSSL());
    }

    /** With TLS, browsers hold to the name that the cookie is of this host and of no other. */
    private String name(RoutingContext request) {
        return request.request().isSSL() ? "__Host-" + name : name;
    }

    private static String random() {
        byte[] bytes = new byte[WORD_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
