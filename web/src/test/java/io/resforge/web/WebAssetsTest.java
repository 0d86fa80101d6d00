package io.resforge.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebAssetsTest {

    private static final List<String> ALL =
            List.of("resforge.css", "page.js", "charts.js", "run.js", "live.js", "icon.svg");
    private static final int MOST_BYTES_A_PAGE = 200_000;

    @ParameterizedTest
    @ValueSource(strings = {"resforge.css", "page.js", "charts.js", "run.js", "live.js", "icon.svg"})
    void aFileIsFoundAgainUnderItsNameWithDigest(String name) {
        // When
        var asset = WebAssets.named(name);
        // Then
        assertThat(asset.address()).matches("[a-z]+-[0-9a-f]{12}\\.(css|js|svg)");
        assertThat(WebAssets.at(asset.address())).containsSame(asset);
        assertThat(WebAssets.at(name)).isEmpty();
    }

    @Test
    void anUnknownNameIsRefusedWithTheNamesThereAre() {
        assertThatThrownBy(() -> WebAssets.named("jquery.js"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jquery.js")
                .hasMessageContaining("charts.js");
    }

    @Test
    void allOfThemLeaveRoomForThePage() {
        assertThat(ALL.stream()
                        .mapToInt(name -> WebAssets.named(name).content().length)
                        .sum())
                .isLessThan(MOST_BYTES_A_PAGE);
    }

    @Test
    void noneEndsTheElementThatItIsWrittenInto() {
        assertThat(ALL).allSatisfy(name -> assertThat(WebAssets.named(name).text())
                .doesNotContainIgnoringCase(name.endsWith(".css") ? "</style" : "</script"));
    }
}
