package io.resforge.registry.store.transfer;

import io.resforge.registry.store.StoreFailure;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxies that the environment names, as curl reads them: {@code https_proxy}, {@code http_proxy}, {@code
 * all_proxy} and {@code no_proxy}, each also in capitals. Where none is named, Java's own settings hold.
 */
public final class ProxySettings {

    /** As curl has it, where the variable names none. */
    private static final int USUAL_PORT = 1080;

    private static final List<String> SCHEMES = List.of("https", "http");

    private final Map<String, String> environment;
    private final DirectHosts direct;

    /** @param environment the variables */
    public ProxySettings(Map<String, String> environment) {
        this.environment = environment;
        this.direct = new DirectHosts(Optional.ofNullable(environment.get("no_proxy"))
                .orElseGet(() -> environment.getOrDefault("NO_PROXY", "")));
    }

    /**
     * Has all connections of this process to stores and downloads use them, once; not those to services of ours.
     *
     * @throws StoreFailure if a variable cannot be used
     */
    public static void install() {
        try {
            ProxySettings settings = new ProxySettings(System.getenv());
            SCHEMES.forEach(scheme -> settings.of(URI.create(scheme + "://" + DirectHosts.ANY + "/")));
            Installed.here();
        } catch (IllegalArgumentException e) {
            throw new StoreFailure(e.getMessage(), e);
        }
    }

    /** What to add to a failure to reach this address: which proxy was used, without its password; else nothing. */
    public static String note(URI address) {
        return new ProxySettings(System.getenv()).of(address).map(Choice::words).orElse("");
    }

    /** A proxy, and the variable that names it. */
    record Choice(String variable, Proxy.Type type, String host, int port, String user, String password) {

        String words() {
            return " (through the proxy " + host + ":" + port + " that " + variable + " names)";
        }

        /** The host's name is resolved when it is needed, since that can change. */
        Proxy proxy() {
            return new Proxy(type, new InetSocketAddress(host, port));
        }
    }

    /**
     * The proxy for an address, if there is one; the error of a wrong variable does not quote it: it may hold a
     * password.
     */
    Optional<Choice> of(URI address) {
        if (address.getHost() == null || direct.contain(address.getHost(), port(address))) {
            return Optional.empty();
        }
        // A web server hands the header Proxy of a request to a program of its as HTTP_PROXY.
        boolean secure = "https".equalsIgnoreCase(address.getScheme());
        Stream<String> names = secure
                ? Stream.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
                : Stream.of(
                        "http_proxy",
                        environment.containsKey("REQUEST_METHOD") ? "" : "HTTP_PROXY",
                        "all_proxy",
                        "ALL_PROXY");
        return names.filter(environment::containsKey)
                .findFirst()
                .filter(name -> !environment.get(name).isBlank())
                .map(name -> parse(name, environment.get(name).strip()));
    }

    private static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }

    private static Choice parse(String variable, String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            Proxy.Type type =
                    switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
                        case "http" -> Proxy.Type.HTTP;
                        case "socks", "socks4", "socks4a", "socks5", "socks5h" -> Proxy.Type.SOCKS;
                        default -> throw refused(variable);
                    };
            if (uri.getHost() == null) {
                throw refused(variable);
            }
            String[] user = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
            int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
            return new Choice(
                    variable, type, uri.getHost(), port, decoded(user[0]), user.length < 2 ? "" : decoded(user[1]));
        } catch (URISyntaxException withAPasswordPerhaps) {
            throw refused(variable);
        }
    }

    private static IllegalArgumentException refused(String variable) {
        return new IllegalArgumentException(
                variable + " must name a proxy as http://host:port or socks5://host:port, perhaps with"
                        + " user:password@ before the host, of which odd characters are written as %XX");
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Stands in for Java's own. */
    private static final class Installed extends ProxySelector {

        private static final Installed HERE =
                new Installed(new ProxySettings(System.getenv()), ProxySelector.getDefault());

        static {
            // Else Java never tells a proxy its password on the way to https.
            System.setProperty(
                    "jdk.http.auth.tunneling.disabledSchemes",
                    System.getProperty("jdk.http.auth.tunneling.disabledSchemes", ""));
            ProxySelector.setDefault(HERE);
            Authenticator.setDefault(HERE.passwords());
        }

        private final ProxySettings settings;
        private final ProxySelector otherwise;

        Installed(ProxySettings settings, ProxySelector otherwise) {
            this.settings = settings;
            this.otherwise = otherwise;
        }

        static Installed here() {
            return HERE;
        }

        /** gRPC asks with an address that has no path; services of ours are called directly, as they always were. */
        @Override
        public List<Proxy> select(URI uri) {
            boolean calls = uri.getRawPath() == null || uri.getRawPath().isEmpty();
            Optional<Choice> choice = calls ? Optional.empty() : settings.of(uri);
            return choice.map(it -> List.of(it.proxy())).orElseGet(() -> otherwise.select(uri));
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            // The caller reports the failure, with the note.
        }

        private Authenticator passwords() {
            return new Authenticator() {
                @Override
                protected PasswordAuthentication getPasswordAuthentication() {
                    if (getRequestorType() != RequestorType.PROXY) {
                        return null;
                    }
                    return SCHEMES.stream()
                            .flatMap(scheme -> settings.of(URI.create(scheme + "://" + DirectHosts.ANY + "/")).stream())
                            .filter(it -> it.host().equals(getRequestingHost()) && it.port() == getRequestingPort())
                            .filter(it -> !it.user().isEmpty())
                            .map(it -> new PasswordAuthentication(
                                    it.user(), it.password().toCharArray()))
                            .findFirst()
                            .orElse(null);
                }
            };
        }
    }

    /**
     * Which hosts are asked without a proxy, as {@code NO_PROXY} lists them with commas or blanks between: {@code *} for
     * all, names for themselves and what is below them, addresses, ranges such as {@code 10.0.0.0/8}, each perhaps with a
     * port.
     */
    private static final class DirectHosts {

        /** A name that is in no list, but in that of all. */
        static final String ANY = "any.invalid";

        private static final String ADDRESS = "[0-9.]+|.*:.*";

        private final List<String> entries;

        DirectHosts(String list) {
            entries = Arrays.stream(list.strip().split("[\\s,]+"))
                    .filter(entry -> !entry.isEmpty())
                    .map(entry -> entry.toLowerCase(Locale.ROOT))
                    .toList();
        }

        boolean contain(String named, int port) {
            String host = bare(named.toLowerCase(Locale.ROOT));
            return entries.stream().anyMatch(entry -> entry.equals("*") || matches(entry, host, port));
        }

        private static boolean matches(String entry, String host, int port) {
            if (entry.contains("/")) {
                return isAddress(host) && inRange(entry, host);
            }
            int colon = entry.lastIndexOf(':');
            boolean withPort = colon > 0 && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']');
            if (withPort) {
                return entry.substring(colon + 1).equals(Integer.toString(port))
                        && matches(entry.substring(0, colon), host, port);
            }
            String name = bare(entry.startsWith(".") ? entry.substring(1) : entry);
            if (isAddress(host)) {
                return isAddress(name) && inRange(name + "/" + (name.contains(":") ? 128 : 32), host);
            }
            return !name.isEmpty() && (host.equals(name) || host.endsWith("." + name));
        }

        /** Without the brackets of an IPv6 address and a name's last dot. */
        private static String bare(String host) {
            String plain = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
            return plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
        }

        private static boolean isAddress(String host) {
            return host.matches(ADDRESS);
        }

        private static boolean inRange(String range, String host) {
            String[] parts = range.split("/", 2);
            if (!isAddress(bare(parts[0])) || !parts[1].matches("[0-9]{1,3}")) {
                return false;
            }
            try {
                byte[] network = InetAddress.ofLiteral(bare(parts[0])).getAddress();
                byte[] address = InetAddress.ofLiteral(host).getAddress();
                int bits = Integer.parseInt(parts[1]);
                if (network.length != address.length || bits > 8 * network.length) {
                    return false;
                }
                for (int bit = 0; bit < bits; bit++) {
                    int mask = 0x80 >> bit % 8;
                    if ((network[bit / 8] & mask) != (address[bit / 8] & mask)) {
                        return false;
                    }
                }
                return true;
            } catch (IllegalArgumentException noAddress) {
                return false;
            }
        }
    }
}
