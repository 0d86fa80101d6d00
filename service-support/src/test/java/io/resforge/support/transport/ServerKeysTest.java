package io.resforge.support.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

class ServerKeysTest {

    private final ServerKeys keys = new ServerKeys();

    @Test
    void givesAHandshakeTheKeyOfTheCertificateItBeganWithThoughAnotherTookItsPlace() throws Exception {
        // Given
        X509Certificate[] some = anyCertificates();
        PrivateKey before = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate();
        PrivateKey after = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate();
        keys.renew(new X509Certificate[] {some[0]}, before);
        String alias = keys.chooseEngineServerAlias("EC", null, null);
        // When
        keys.renew(new X509Certificate[] {some[1]}, after);
        // Then
        assertThat(keys.getCertificateChain(alias)).containsExactly(some[0]);
        assertThat(keys.getPrivateKey(alias)).isSameAs(before);
        String next = keys.chooseEngineServerAlias("EC", null, null);
        assertThat(keys.getCertificateChain(next)).containsExactly(some[1]);
        assertThat(keys.getPrivateKey(next)).isSameAs(after);
    }

    @Test
    void hasNothingForAnotherKindOfKeyAndForgetsAfterSixteenRenewals() throws Exception {
        X509Certificate[] some = anyCertificates();
        PrivateKey key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate();
        keys.renew(some, key);
        String first = keys.chooseEngineServerAlias("EC", null, null);
        for (int renewal = 0; renewal < 16; renewal++) {
            assertThat(keys.getPrivateKey(first)).isSameAs(key);
            keys.renew(some, key);
        }
        assertThat(keys.chooseEngineServerAlias("RSA", null, null)).isNull();
        assertThat(keys.getPrivateKey(first)).isNull();
        assertThat(keys.getCertificateChain(first)).isNull();
    }

    /** Of those that Java trusts. */
    private static X509Certificate[] anyCertificates() throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers();
    }
}
