package io.resforge.support.transport;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The server's certificate and key for handshakes. A handshake asks for an alias first, then for its chain and for its key. Each
 * certificate has an alias of its own here, so that a renewal in between does not give the chain of one and the key of another.
 */
final class ServerKeys extends X509ExtendedKeyManager {

    /** Handshakes that are under way may ask for the certificates before the last one. */
    private static final int KEPT = 16;

    private record Entry(String alias, List<X509Certificate> chain, PrivateKey key) {}

    private volatile List<Entry> entries = List.of(); // newest first
    private int renewals;

    /** From the next handshake on. */
    synchronized void renew(X509Certificate[] chain, PrivateKey key) {
        Entry newest = new Entry(Integer.toString(++renewals), List.of(chain), key);
        entries = Stream.concat(Stream.of(newest), entries.stream().limit(KEPT - 1L))
                .toList();
    }

    private String choose(String keyType) {
        List<Entry> now = entries;
        return !now.isEmpty() && now.get(0).key().getAlgorithm().equals(keyType)
                ? now.get(0).alias()
                : null;
    }

    private Entry entry(String alias) {
        return entries.stream()
                .filter(entry -> entry.alias().equals(alias))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return choose(keyType);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return choose(keyType);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        Entry entry = entry(alias);
        return entry == null ? null : entry.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        Entry entry = entry(alias);
        return entry == null ? null : entry.key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        String alias = choose(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null; // of a server only
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }
}
