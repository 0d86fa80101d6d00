package io.resforge.registry.store.transfer;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which hosts are asked without a proxy, as {@code NO_PROXY} lists them with commas or blanks between: {@code *} for all, names for
 * themselves and what is below them, with a dot before them or not, addresses, ranges of them such as {@code 10.0.0.0/8}, and each with a
 * port if only that is meant.
 */
final class DirectHosts {

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
