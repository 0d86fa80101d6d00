package io.resforge.registry.store.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {

    private static String chosen(String address, Map<String, String> environment) {
        return new ProxySettings(environment)
                .of(URI.create(address))
                .map(it -> it.host() + ":" + it.port())
                .orElse("none");
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example/x, https_proxy, proxy:3128",
        "https://a.example/x, HTTPS_PROXY, proxy:3128",
        "https://a.example/x, ALL_PROXY, proxy:3128",
        "https://a.example/x, http_proxy, none",
        "http://a.example/x, http_proxy, proxy:3128",
        "http://a.example/x, HTTP_PROXY, proxy:3128",
        "http://a.example/x, all_proxy, proxy:3128",
        "http://a.example/x, https_proxy, none"
    })
    void asksTheProxyOfTheScheme(String address, String variable, String expected) {
        assertThat(chosen(address, Map.of(variable, "http://proxy:3128"))).isEqualTo(expected);
    }

    @Test
    void goesByTheNameInSmallLettersFirst() {
        Map<String, String> both = Map.of("https_proxy", "http://small:1", "HTTPS_PROXY", "http://large:2");
        assertThat(chosen("https://a.example/", both)).isEqualTo("small:1");
        assertThat(chosen("https://a.example/", Map.of("https_proxy", "", "HTTPS_PROXY", "http://large:2")))
                .isEqualTo("none");
    }

    @Test
    void takesNoProxyFromTheHeaderOfARequest() {
        assertThat(chosen("http://a.example/", Map.of("HTTP_PROXY", "http://proxy:1", "REQUEST_METHOD", "GET")))
                .isEqualTo("none");
    }

    @ParameterizedTest
    @CsvSource({
        "a.example, a.example, true",
        "a.example, b.a.example, true",
        ".a.example, a.example, true",
        ".a.example, b.a.example, true",
        "A.Example, a.EXAMPLE, true",
        "a.example., a.example, true",
        "a.example, aa.example, false",
        "a.example, example, false",
        "*, anything, true",
        "'x, *', anything, true",
        "'x  a.example', a.example, true",
        "*.example, a.example, false",
        "a.example:443, a.example, true",
        "a.example:8443, a.example, false",
        "10.0.0.0/8, 10.1.2.3, true",
        "10.0.0.0/8, 11.1.2.3, false",
        "10.0.0.0/12, 10.15.0.1, true",
        "10.0.0.0/12, 10.16.0.1, false",
        "10.0.0.0/33, 10.0.0.1, false",
        "10.0.0.0/8, a.example, false",
        "192.168.1.1, 192.168.1.1, true",
        "192.168.1.1:443, 192.168.1.1, true",
        "1.1, 192.168.1.1, false",
        "fd00::/8, '[fd12::1]', true",
        "fd00::/8, '[fe80::1]', false",
        "'[::1]', '[::1]', true",
        "'[::1]:443', '[::1]', true",
        "::1, '[0:0:0:0:0:0:0:1]', true",
        "'', a.example, false"
    })
    void asksSomeHostsDirectly(String list, String host, boolean direct) {
        for (String name : new String[] {"no_proxy", "NO_PROXY"}) {
            assertThat(chosen("https://" + host + "/x", Map.of("https_proxy", "http://proxy:1", name, list)))
                    .isEqualTo(direct ? "none" : "proxy:1");
        }
    }

    @Test
    void readsWhoAsks() {
        ProxySettings.Choice choice = new ProxySettings(Map.of("https_proxy", "ada:p%40ss+1@proxy"))
                .of(URI.create("https://a.example/"))
                .orElseThrow();
        assertThat(choice.user()).isEqualTo("ada");
        assertThat(choice.password()).isEqualTo("p@ss+1");
        assertThat(choice.port()).isEqualTo(1080);
        assertThat(choice.words())
                .isEqualTo(" (through the proxy proxy:1080 that https_proxy names)")
                .doesNotContain("ss");
    }

    @Test
    void knowsSocks() {
        ProxySettings.Choice choice = new ProxySettings(Map.of("ALL_PROXY", "socks5h://proxy:9050"))
                .of(URI.create("https://a.example/"))
                .orElseThrow();
        assertThat(choice.type()).isEqualTo(Proxy.Type.SOCKS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://u:secret@proxy:1",
                "ftp://u:secret@proxy:1",
                "http://u:secret@",
                "http://u:sec ret@proxy"
            })
    void tellsNoPasswordOfAProxyThatItCannotUse(String proxy) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> chosen("https://a.example/", Map.of("https_proxy", proxy)))
                .withMessageStartingWith("https_proxy must name a proxy as http://host:port")
                .withMessageNotContaining("sec");
    }
}
