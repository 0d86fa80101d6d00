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
            mkdir -p cli/target/surefire-reports neuralnet/target/failsafe-reports
            echo '<testsuite name="a b" tests="3" errors="0" skipped="1" failures="0">' >cli/target/surefire-reports/TEST-a.xml
            echo '<testsuite name="c" tests="4" errors="1" skipped="0" failures="2">' >neuralnet/target/failsafe-reports/TEST-c.xml
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
        assertThat(checkout.mavenCalls())
                .containsExactly("verify -T 2 -Dsurefire.rerunFailingTestsCount=1"
                        + " -Dfailsafe.rerunFailingTestsCount=1 -pl cli -am");
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

    @Test
    void endsWithWhatFailedItsReasonAndItsReport() throws Exception {
        Result result = checkout.maven("""
                mkdir -p neuralnet/target/surefire-reports
                cat >neuralnet/target/surefire-reports/TEST-io.ResNetTest.xml <<'END'
                <testsuite name="io.ResNetTest" tests="4" errors="2" skipped="0" failures="1">
                  <testcase name="passes" classname="io.ResNetTest" time="0.1"/>
                  <testcase name="folds(int)[1] &quot;a&quot;" classname="io.ResNetTest" time="0.1">
                    <failure message="&#10;Expecting:&#10;  &lt;1&gt;&#9;&amp; no   more" type="AssertionError"><![CDATA[at x]]></failure>
                  </testcase>
                  <testcase name="ends" classname="io.ResNetTest" time="0.1">
                    <error type="java.util.concurrent.TimeoutException"><![CDATA[at y]]></error>
                  </testcase>
                  <testcase name="" classname="io.ResNetTest" time="0.0">
                    <error message="no seed" type="java.lang.Error"><![CDATA[at z]]></error>
                  </testcase>
                </testsuite>
                END
                exit 1
                """).run("test");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEqualTo("""
                What failed, and its report:
                  io.ResNetTest.folds(int)[1] "a": Expecting: <1> & no more
                    neuralnet/target/surefire-reports/io.ResNetTest.txt
                  io.ResNetTest.ends: java.util.concurrent.TimeoutException
                    neuralnet/target/surefire-reports/io.ResNetTest.txt
                  io.ResNetTest: no seed
                    neuralnet/target/surefire-reports/io.ResNetTest.txt
                The whole log: %s/target/test.log
                Tests run: 4, Failures: 1, Errors: 2, Skipped: 0
                """.formatted(checkout.root()));
    }

    @Test
    void tellsWhatPassedOnlyWhenItWasRunAgain() throws Exception {
        Result result = checkout.maven("""
                mkdir -p cli/target/surefire-reports
                cat >cli/target/surefire-reports/TEST-io.PortTest.xml <<'END'
                <testsuite name="io.PortTest" tests="2" errors="0" skipped="0" failures="0" flakes="2">
                  <testcase name="one" classname="io.PortTest" time="0.1">
                    <flakyFailure message="expected: 1 but was: 2" type="AssertionError"><stackTrace><![CDATA[at x]]></stackTrace></flakyFailure>
                  </testcase>
                  <testcase name="two" classname="io.PortTest" time="0.1">
                    <flakyError message="the port is taken" type="java.net.BindException"><stackTrace><![CDATA[at y]]></stackTrace></flakyError>
                  </testcase>
                </testsuite>
                END
                """).run("test");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).isEqualTo("""
                Failed first and passed when run again, and its report:
                  io.PortTest.one: expected: 1 but was: 2
                    cli/target/surefire-reports/io.PortTest.txt
                  io.PortTest.two: the port is taken
                    cli/target/surefire-reports/io.PortTest.txt
                Tests run: 2, Failures: 0, Errors: 0, Skipped: 0
                """);
    }

    @Test
    void endsWithWhatWasSkippedAndWhyOnceForEachClassAndReason() throws Exception {
        Result result = checkout.maven("""
                mkdir -p cli/target/surefire-reports
                cat >cli/target/surefire-reports/TEST-io.RulesTest.xml <<'END'
                <testsuite name="io.RulesTest" tests="6" errors="0" skipped="6" failures="0">
                  <testcase name="one" classname="io.RulesTest" time="0.0">
                    <skipped message="Assumption failed: there is no &quot;promtool&quot;" type="org.opentest4j.TestAbortedException"><![CDATA[at x]]></skipped>
                  </testcase>
                  <testcase name="two" classname="io.RulesTest" time="0.0">
                    <skipped message="Assumption failed: there is no &quot;promtool&quot;"/>
                  </testcase>
                  <testcase name="three" classname="io.RulesTest" time="0.0">
                    <skipped/>
                  </testcase>
                  <testcase name="" classname="io.ServerTest" time="0.0">
                    <skipped message="no&#10;server"/>
                  </testcase>
                  <testcase name="four" classname="io.StepTest" time="0.0">
                    <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: no bf16
                \tat io.StepTest.four(StepTest.java:12)
                ]]></skipped>
                  </testcase>
                  <testcase name="five" classname="io.StepTest" time="0.0">
                    <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: assumption was not met due to: [one core]\s
                Expecting value to be true but was false
                \tat io.StepTest.five(StepTest.java:20)
                ]]></skipped>
                  </testcase>
                </testsuite>
                END
                """).run("test");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).isEqualTo("""
                Skipped, and why:
                  io.RulesTest: there is no "promtool"
                  io.RulesTest: no reason given
                  io.ServerTest: no server
                  io.StepTest: no bf16
                  io.StepTest: one core
                Tests run: 6, Failures: 0, Errors: 0, Skipped: 6
                """);
    }

    @Test
    void saysWhyABuildFailedWithoutAFailedTest() throws Exception {
        Result result = checkout.maven(
                        "echo '[ERROR] Failed to execute goal: the forked VM ended'; echo '[ERROR]'; exit 1")
                .run("test");
        assertThat(result.out()).endsWith("""
                No test failed, but the build did:
                [ERROR] Failed to execute goal: the forked VM ended
                The whole log: %s/target/test.log
                Tests run: 0, Failures: 0, Errors: 0, Skipped: 0
                """.formatted(checkout.root()));
        assertThat(checkout.root().resolve("target/test.log")).content().startsWith("[ERROR] Failed");
    }
}
