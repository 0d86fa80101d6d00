package io.resforge.cli.local;

import io.resforge.cli.common.CommandFailed;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The interface that services listen on, as {@code --host} names it. */
final class ListenHost {

    private static final String CERTIFICATE = "RESFORGE_TLS_CERTIFICATE";
    private static final String PLAINTEXT = "RESFORGE_TLS_PLAINTEXT";

    private ListenHost() {}

    /**
     * Refuses what the services could not listen on, or would refuse, in words of the command line.
     *
     * @throws CommandFailed as bad usage
     */
    static void require(String host, String program, Map<String, String> environment) {
        InetAddress address = address(host);
        if (address.isLoopbackAddress()) {
            return;
        }
        if (!address.isAnyLocalAddress() && !isOurs(address)) {
            throw CommandFailed.badUsage(
                    "--host " + host + " is no address of this machine; it has " + ours()
                            + ", and 0.0.0.0 stands for all of them, as in:",
                    advice(program + " up --host 0.0.0.0"));
        }
        boolean secured = !environment.getOrDefault(CERTIFICATE, "").isBlank();
        boolean allowed = environment.getOrDefault(PLAINTEXT, "").strip().equalsIgnoreCase("anywhere");
        if (!secured && !allowed) {
            throw CommandFailed.badUsage(
                    "--host " + host
                            + " is reachable from elsewhere, and without TLS what is sent could be read and changed"
                            + " on the way; start it with a certificate, or allow that on a network that you trust:",
                    advice(program + " up --host " + host));
        }
    }

    private static List<String> advice(String command) {
        return List.of(
                CERTIFICATE + "=server.crt RESFORGE_TLS_KEY=server.key " + command,
                PLAINTEXT + "=anywhere " + command,
                "Beside either, RESFORGE_ACCESS_PRINCIPALS=FILE asks callers for tokens; 'resforge tokens create' makes them.");
    }

    /** How programs of this machine reach a service that listens there. */
    static String reached(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isAnyLocalAddress() || host.equals("localhost") ? "localhost" : bracketed(host);
        } catch (UnknownHostException e) {
            return host; // the service says what is wrong with it
        }
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw CommandFailed.badUsage("unknown host '" + host + "' after --host");
        }
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true; // the service says what is wrong with it
        }
    }

    private static String ours() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(it -> it.getHostAddress().replaceFirst("%.*", ""))
                    .sorted()
                    .collect(Collectors.joining(", "));
        } catch (SocketException e) {
            return "others";
        }
    }
}
