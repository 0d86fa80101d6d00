package io.resforge.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.launcher.Checkout.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class BuildTest {

    private static final String BUILD = "-q -pl %s -am package -Dmaven.test.skip -Dcyclonedx.skip";

    @TempDir
    private Path folder;

    private Checkout checkout;

    @BeforeEach
    void makeCheckout() throws Exception {
        checkout = checkout("resforge");
    }

    private Checkout checkout(String name) throws Exception {
        Checkout made = new Checkout(folder, name);
        Checkout.jdk(made.jdks().resolve("jdk-25"), "25");
        return made;
    }

    @ParameterizedTest
    @CsvSource({
        "runs list, cli",
        "classify frog.png, cli",
        "data fetch cifar10, cli",
        "recipes list, cli",
        "train --epochs 3, 'cli,trainer-service'",
        "up, 'cli,trainer-service,inference-service'",
        "demo --exit, 'cli,trainer-service,inference-service'",
        "demo --help, cli",
        "train -h, cli",
        "'', cli"
    })
    void buildsOnlyWhatTheCommandNeeds(String words, String products) throws Exception {
        Result result = words.isEmpty() ? checkout.run() : checkout.run(words.split(" "));
        assertThat(result.exit()).isZero();
        assertThat(checkout.mavenCalls()).containsExactly(String.format(Locale.ROOT, BUILD, products));
        assertThat(result.err())
                .isEqualTo("Building " + products.replace(',', ' ') + " (once; later starts skip this) ...\n");
    }

    @Test
    void passesEverythingOnAsItIs() throws Exception {
        Result result = checkout.run("classify", "my frog.png", "", "*", "--top-k=1");
        assertThat(result.out())
                .contains("<-Dresforge.root=" + checkout.root() + ">", "<-jar>")
                .endsWith("<" + checkout.root()
                        + "/cli/target/resforge.jar>\n<classify>\n<my frog.png>\n<>\n<*>\n<--top-k=1>\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void buildsNothingTwice(boolean flock) throws Exception {
        if (!flock) {
            checkout.without("flock"); // as on macOS
        }
        checkout.run("demo");
        Result again = checkout.run("demo");
        assertThat(again.exit()).isZero();
        assertThat(again.err()).isEmpty();
        assertThat(checkout.mavenCalls()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "client, cli",
        "proto, 'cli,trainer-service,inference-service'",
        "neuralnet, 'cli,trainer-service,inference-service'",
        "registry, 'cli,trainer-service,inference-service'",
        "service-support, 'trainer-service,inference-service'",
        "training, 'cli,trainer-service'",
        "report, 'cli,trainer-service'",
        "recipes, 'cli,trainer-service'",
        "inference-service, inference-service"
    })
    void buildsAgainOnlyWhatAChangeConcerns(String changed, String products) throws Exception {
        checkout.run("demo");
        checkout.change(changed);
        checkout.run("demo");
        assertThat(checkout.mavenCalls()).last().isEqualTo(String.format(Locale.ROOT, BUILD, products));
    }

    @ParameterizedTest
    @CsvSource({"runs list, client", "classify x.png, client", "runs --help, cli", "recipes list, cli", "'', cli"})
    void startsACommandWithTheClassesOfItsKind(String words, String archive) throws Exception {
        Result result = words.isEmpty() ? checkout.run() : checkout.run(words.split(" "));
        assertThat(result.out())
                .contains(
                        "<-XX:SharedArchiveFile=" + checkout.root().resolve("cli/target/" + archive + ".jsa") + ">\n");
    }

    /** Java writes an archive that does not fit its jars neither anew nor uses it: each command would start as if there were none. */
    @ParameterizedTest
    @CsvSource({"resforge.jar, -60, true", "resforge.jar, 60, false", "lib/registry.jar, 60, false"})
    void dropsTheArchiveOfClassesWhoseJarsChanged(String jar, int later, boolean stays) throws Exception {
        checkout.run("recipes", "list");
        Path target = Files.createDirectories(checkout.root().resolve("cli/target"));
        Path archive = Files.createFile(target.resolve("cli.jsa"));
        Files.createDirectories(target.resolve("lib"));
        Files.createFile(target.resolve(jar));
        Files.setLastModifiedTime(
                target.resolve(jar),
                FileTime.from(Files.getLastModifiedTime(archive).toInstant().plusSeconds(later)));
        checkout.run("recipes", "list");
        assertThat(Files.exists(archive)).isEqualTo(stays);
    }

    @Test
    void buildsTheServicesOnceTheyAreNeeded() throws Exception {
        checkout.run("runs", "list");
        checkout.run("up");
        assertThat(checkout.mavenCalls())
                .containsExactly(
                        String.format(Locale.ROOT, BUILD, "cli"),
                        String.format(Locale.ROOT, BUILD, "trainer-service,inference-service"));
    }

    @Test
    void buildsAgainWhatChangedWhileItWasBuilt() throws Exception {
        checkout.maven("mkdir -p cli/target; sleep 0.05; echo changed >cli/src/A.java");
        checkout.run();
        checkout.run();
        assertThat(checkout.mavenCalls()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failsIfTheBuildFails(boolean flock) throws Exception {
        if (!flock) {
            checkout.without("flock");
        }
        checkout.maven("echo 'cannot find symbol'; exit 1");
        Result result = checkout.run("runs", "list");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).endsWith("cannot find symbol\nresforge: the build failed; see above\n");
        assertThat(checkout.root().resolve("target/resforge.lock.pid")).doesNotExist();
    }

    @Test
    void triesAFailedBuildAgain() throws Exception {
        checkout.maven("exit 1").run();
        checkout.maven("mkdir -p cli/target");
        assertThat(checkout.run().exit()).isZero();
    }

    @Test
    void takesOverTheLockOfABuildThatDied() throws Exception {
        checkout.without("flock");
        Path lock = Files.createDirectories(checkout.root().resolve("target")).resolve("resforge.lock.pid");
        Files.writeString(lock, "999999999\n");
        assertThat(checkout.run().exit()).isZero();
        assertThat(lock).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "my own checkout",
                "a'b",
                "a\"b",
                "$HOME",
                "`id`",
                "a\\b",
                "%p #?&;!x",
                "*",
                "[a]",
                "{a,b}",
                "-n",
                "übung",
                "~",
                "a\tb"
            })
    void worksInAFolderOfAnyName(String name) throws Exception {
        Checkout odd = checkout(name);
        Result result = odd.run("demo");
        assertThat(result.err()).startsWith("Building ").hasLineCount(1);
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("<-Dresforge.root=" + odd.root() + ">");
        odd.run("demo");
        assertThat(odd.mavenCalls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"colon:dir", "line\nbreak", "wow!", "rocket🚀"})
    void saysThatJavaFindsNoClassesInAFolder(String name) throws Exception {
        Checkout odd = checkout(name);
        Result result = odd.run("--version");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo(
                        "resforge: the checkout is in '" + odd.root()
                                + "', and Java finds no classes in a path with a colon, a line break, an emoji, or a '!' before a '/'; move the checkout\n");
        assertThat(odd.mavenCalls()).isEmpty();
    }

    @Test
    void goesToItsCheckoutWhateverCdpathSays() throws Exception {
        checkout.with("CDPATH", ".:" + folder);
        Result result = checkout.run(Path.of("resforge", "resforge"), "--help");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("<-Dresforge.root=" + checkout.root() + ">");
    }

    @Test
    void buildsASourceThatIsDatedInTheFutureOnceOnly() throws Exception {
        checkout.date("client", Instant.now().plus(Duration.ofDays(2)));
        checkout.run();
        assertThat(checkout.run().err()).isEmpty();
        assertThat(checkout.mavenCalls()).hasSize(1);
        checkout.change("client");
        checkout.run();
        assertThat(checkout.mavenCalls()).hasSize(2);
    }

    @Test
    void saysThatACheckoutOfAnotherCannotBeBuilt() throws Exception {
        Files.createFile(checkout.root().resolve("target")); // stands for a folder that cannot be written to
        Result result = checkout.run();
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo("resforge: the checkout in '" + checkout.root()
                        + "' must be built, but cannot be written to; build it as its owner, with './resforge demo'\n");
    }

    @Test
    void findsItsCheckoutThroughLinks() throws Exception {
        Path absolute = Files.createSymbolicLink(
                folder.resolve("absolute"), checkout.root().resolve("resforge"));
        Path relative = Files.createSymbolicLink(folder.resolve("relative"), Path.of("absolute"));
        assertThat(checkout.run(absolute, "--help").out()).contains("<-Dresforge.root=" + checkout.root() + ">");
        assertThat(checkout.run(relative, "--help").out()).contains("<-Dresforge.root=" + checkout.root() + ">");
    }
}
