package io.resforge.cli.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomeTest {

    @Test
    void isWhereTheEnvironmentSays() {
        assertThat(Home.of(Map.of("RESFORGE_HOME", "/srv/x/../resforge"))
                        .orElseThrow()
                        .path())
                .isEqualTo(Path.of("/srv/resforge").toAbsolutePath());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void isInTheUsersFolderOtherwise(String nothing) {
        Path usual = Path.of(System.getProperty("user.home"), ".resforge");
        assertThat(Home.of(Map.of("RESFORGE_HOME", nothing)).orElseThrow().path())
                .isEqualTo(usual);
        assertThat(Home.of(Map.of()).orElseThrow().path()).isEqualTo(usual);
        assertThat(Home.of(Map.of("HOME", System.getProperty("java.io.tmpdir")))
                        .orElseThrow()
                        .path())
                .isEqualTo(Path.of(System.getProperty("java.io.tmpdir"), ".resforge"));
    }

    @Test
    void isNowhereForAUserWithoutAFolder() {
        assertThat(Home.of(Map.of("HOME", "?"))).isEmpty();
        assertThat(Home.of(Map.of("HOME", "/nonexistent"))).isEmpty();
        assertThat(Home.of(Map.of("HOME", "?", "RESFORGE_HOME", "/srv"))).contains(new Home(Path.of("/srv")));
    }

    @Test
    void mayHaveItsStoreElsewhere() {
        assertThat(Home.of(Map.of("RESFORGE_HOME", "/srv", "RESFORGE_STORE", "s3://bucket/resforge")))
                .contains(new Home(Path.of("/srv"), "s3://bucket/resforge"));
        assertThat(Home.of(Map.of("RESFORGE_HOME", "/srv", "RESFORGE_STORE", " ")))
                .contains(new Home(Path.of("/srv")));
    }

    @Test
    void holdsEverythingInside() {
        Home home = new Home(Path.of("/srv/resforge"));
        assertThat(new Path[] {Path.of(home.store()), home.data(), home.logs(), home.cache(), home.demos()})
                .doesNotHaveDuplicates()
                .allMatch(it -> it.startsWith(home.path()));
    }
}
