package io.resforge.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.cli.data.FileDownload.RefusedDownload;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileDownloadTest {

    @ParameterizedTest
    @CsvSource({
        "http://a.example/x, https://b.example/y, https://b.example/y",
        "http://a.example/x, http://b.example/y, http://b.example/y",
        "https://a.example/x, https://b.example/y, https://b.example/y",
        "https://a.example/x/y, /z, https://a.example/z",
        "https://a.example/x/y, z, https://a.example/x/z"
    })
    void isFollowed(URI from, String location, URI to) throws RefusedDownload {
        assertThat(FileDownload.redirected(from, location)).isEqualTo(to);
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example/x, http://a.example/x",
        "http://a.example/x, file:///etc/passwd",
        "http://a.example/x, http:///x",
        "http://a.example/x, 'http://a b'"
    })
    void isNotFollowedWhereItCannotBeTrusted(URI from, String location) {
        assertThatThrownBy(() -> FileDownload.redirected(from, location))
                .isInstanceOf(RefusedDownload.class)
                .hasMessage(from + " sends to " + location
                        + ", which is not followed; another place can be named with --url");
    }
}
