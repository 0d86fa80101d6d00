package io.resforge.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.launcher.Checkout.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class AllTestsTest {

    private static final String REPORTS = """
            mkdir -p cli/target/surefire-reports network/target/failsafe-reports
            echo '<testsuite name="a b" tests="3" errors="0" skipped="1" failures="0">' >cli/target/surefire-reports/TEST-a.xml
            echo '<testsuite name="c" tests="4" errors="1" skipped="0" failures="2">' >network/target/failsafe-reports/TEST-c.xml
            """;

    private final Checkout checkout;

    AllTestsTest(@TempDir Path folder) {
        checkout = new Checkout(folder, "resforge");
    }

    @BeforeEach
    void bringJdk() throws Exception {
        Checkout.jdk(checkout.jdks().resolve("jdk-25"), "25");
    }

    @Test
    void handsWhatFollowsToMavenAndSumsUp() throws Exception {
        checkout.maven(REPORTS);
        Result result = checkout.run("test", "-pl", "cli", "-am");
        assertThat(result.exit()).isZero();
        assertThat(checkout.mavenCalls()).containsExactly("verify -pl cli -am");
        assertThat(result.out().lines()).last().isEqualTo("Tests run: 7, Failures: 2, Errors: 1, Skipped: 1");
    }

    @Test
    void countsOnlyThisRun() throws Exception {
        checkout.maven(REPORTS).run("test");
        Result again = checkout.maven("").run("test");
        assertThat(again.out().lines()).last().isEqualTo("Tests run: 0, Failures: 0, Errors: 0, Skipped: 0");
    }

    @Test
    void endsAsMavenEnds() throws Exception {
        Result result = checkout.maven(REPORTS + "exit 3").run("test");
        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out()).contains("Tests run: 7");
    }
}
