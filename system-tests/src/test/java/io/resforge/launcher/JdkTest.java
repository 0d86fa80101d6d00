package io.resforge.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.launcher.Checkout.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class JdkTest {

    private static final String NONE = "resforge: no JDK 25 or newer found; install one (https://adoptium.net, or"
            + " 'sdk install java 25-tem') or set JAVA_HOME to it\n";

    @TempDir
    private Path folder;

    private Checkout checkout;

    @BeforeEach
    void makeCheckout() {
        checkout = new Checkout(folder, "resforge");
    }

    private String javaHomeUsed() throws IOException, InterruptedException {
        Result result = checkout.run("--help");
        assertThat(result.exit()).describedAs(result.err()).isZero();
        return result.out().lines().findFirst().orElseThrow().replaceFirst("^java ", "");
    }

    private void assertNoneIsFound() throws IOException, InterruptedException {
        assertThat(checkout.run("--help")).isEqualTo(new Result(1, "", NONE));
        assertThat(checkout.mavenCalls()).isEmpty();
    }

    @Test
    void saysThatThereIsNoJdk() throws Exception {
        assertNoneIsFound();
    }

    @Test
    void saysThatThereIsNoJdkIfAllAreTooOld() throws Exception {
        Path old = Checkout.jdk(checkout.jdks().resolve("jdk-17"), "17.0.15");
        Checkout.jdk(checkout.jdks().resolve("jdk-8"), "1.8.0_292");
        Files.createSymbolicLink(checkout.bin().resolve("javac"), old.resolve("bin/javac"));
        checkout.with("JAVA_HOME", old.toString());
        assertNoneIsFound();
    }

    @Test
    void passesOverARuntimeWithoutACompiler() throws Exception {
        Path runtime = Checkout.jdk(checkout.jdks().resolve("jre-25"), "25");
        Files.delete(runtime.resolve("bin/javac"));
        checkout.with("JAVA_HOME", runtime.toString());
        assertNoneIsFound();
    }

    @Test
    void passesOverAJavaHomeThatIsNotThere() throws Exception {
        checkout.with("JAVA_HOME", "/nowhere");
        assertNoneIsFound();
    }

    @Test
    void takesJavaHomeFirst() throws Exception {
        Path mine = Checkout.jdk(folder.toRealPath().resolve("my jdk"), "25.0.1");
        Path path = Checkout.jdk(folder.toRealPath().resolve("path"), "26");
        Files.createSymbolicLink(checkout.bin().resolve("javac"), path.resolve("bin/javac"));
        Checkout.jdk(checkout.jdks().resolve("jdk-25"), "25");
        checkout.with("JAVA_HOME", mine.toString());
        assertThat(javaHomeUsed()).isEqualTo(mine.toString());
    }

    @Test
    void findsTheJdkOfThePathThroughItsLinks() throws Exception {
        Path jdk = Checkout.jdk(folder.toRealPath().resolve("somewhere"), "25");
        Path alternative = Files.createSymbolicLink(folder.resolve("alternative"), jdk.resolve("bin/javac"));
        Files.createSymbolicLink(checkout.bin().resolve("javac"), alternative);
        assertThat(javaHomeUsed()).isEqualTo(jdk.toString());
    }

    @Test
    void findsTheJdkOfSdkmanIfJavaHomeIsTooOld() throws Exception {
        Path old = Checkout.jdk(folder.toRealPath().resolve("old"), "17");
        Path jdk = Checkout.jdk(checkout.home().resolve(".sdkman/candidates/java/25-tem"), "25.0.1");
        checkout.with("JAVA_HOME", old.toString());
        assertThat(javaHomeUsed()).isEqualTo(jdk.toString());
    }

    @Test
    void findsTheJdkOfTheSystem() throws Exception {
        Checkout.jdk(checkout.jdks().resolve("a-jdk-17"), "17");
        Path jdk = Checkout.jdk(checkout.jdks().resolve("b-jdk-25"), "25");
        assertThat(javaHomeUsed()).isEqualTo(jdk.toString());
    }

    @Test
    void asksAJdkThatDoesNotSayItsVersion() throws Exception {
        Path jdk = Checkout.jdk(checkout.jdks().resolve("jdk"), "25");
        Files.delete(jdk.resolve("release"));
        Files.writeString(jdk.resolve("bin/java"), """
                #!/bin/sh
                [ "$1" = -version ] && echo 'openjdk version "25.0.1" 2025-10-21' >&2 || echo "java $JAVA_HOME"
                """);
        assertThat(javaHomeUsed()).isEqualTo(jdk.toString());
    }
}
