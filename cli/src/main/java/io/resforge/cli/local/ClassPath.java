package io.resforge.cli.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All jars of an application on one class path. Behind {@code quarkus-run.jar} they have a class loader of Quarkus' own, of whose classes
 * Java can keep no archive. They are named one by one, in an order that is the same on every file system, since an archive is for one order.
 */
final class ClassPath {

    private ClassPath() {}

    /** The class path of a packaged application; what is not there is left out. */
    static String of(Path application) {
        return Stream.of("quarkus", "app", "lib/boot", "lib/main")
                .flatMap(folder -> jars(application.resolve(folder)))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Stream<Path> jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }
}
