package io.resforge.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.resforge.testing.FakeInference;
import io.resforge.testing.FakeServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The project of {@code docs/examples}, which strangers copy. It is compiled here and not by its Maven: without a network there are
 * not those versions of libraries that a project gets which does not build this one.
 */
class ExampleTest {

    private static final Path PROJECT = Path.of("..", "docs", "examples", "classify-photos");

    @Test
    void classifiesTheImagesOfAFolder(@TempDir Path classes, @TempDir Path photos) throws Exception {
        // Given
        for (String name : new String[] {"b.png", "a.png", "c.png"}) {
            Files.writeString(photos.resolve(name), name);
        }
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        printed,
                        printed,
                        "--release",
                        "17",
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PROJECT.resolve("src/main/java/ClassifyPhotos.java").toString());
        assertThat(compiled).as(printed.toString(StandardCharsets.UTF_8)).isZero();
        FakeInference service = new FakeInference();
        service.classify.failing(1, Status.UNAVAILABLE.asRuntimeException());
        // When
        PrintStream out = System.out;
        try (FakeServer server = FakeServer.of(service);
                URLClassLoader loader =
                        new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            printed.reset();
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass("ClassifyPhotos").getMethod("main", String[].class).invoke(null, (Object)
                    new String[] {server.address(), photos.toString()});
        } finally {
            System.setOut(out);
        }
        // Then
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("first: frog", "a.png: frog", "b.png: frog", "c.png: frog", "last: frog");
    }

    @Test
    void namesTheVersionOfThisBuild() throws Exception {
        String version = Files.readString(Path.of("pom.xml"))
                .replaceFirst("(?s).*?<artifactId>resforge</artifactId>\\s*<version>([^<]+)<.*", "$1");
        assertThat(Files.readString(PROJECT.resolve("pom.xml")))
                .containsPattern("<artifactId>client</artifactId>\\s*<version>" + version + "<");
    }
}
