package io.resforge.spine;

import io.resforge.cli.common.FolderTrees;
import io.resforge.client.Versions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A store with versions 1, the champion, and 2, both trained from images. It is made once in a build, for all test classes: the process
 * that comes first makes it, and the other waits.
 */
final class TrainedStore {

    private static final String NAME = "TrainedStore";

    /** Tells one build from another; without Maven each process makes its own. */
    private static final String BUILD = System.getProperty(
            "resforge.build", Long.toString(ProcessHandle.current().pid()));

    private TrainedStore() {}

    /** Copies its objects into an empty folder. */
    @SuppressWarnings("try") // the lock is held, not used
    static synchronized void copyTo(Path folder) {
        Path made = Site.ALL.resolve(NAME + ".made");
        try (FileChannel file = FileChannel.open(
                        Files.createDirectories(Site.ALL).resolve(NAME + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (!Files.exists(made) || !Files.readString(made).equals(BUILD)) {
                Files.deleteIfExists(made);
                make();
                Files.writeString(made, BUILD);
            }
            copy(new Site(Site.ALL.resolve(NAME)).store(), folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void make() throws IOException {
        // Both train at the same time: half of that time is the start of a process.
        Spine spine = Spine.withEmptyStore().with(Map.of("RESFORGE_WORKER_PARALLEL", "2"));
        try {
            spine.open(NAME);
            spine.startTrainer();
            Path dataset = SampleImages.write(spine.home().resolve("sample"));
            List<Follow> runs = Stream.of(1, 2)
                    .map(seed -> Recipes.seeded(dataset, seed))
                    .map(spec -> Follow.submitted(spine.client(), spec))
                    .toList();
            runs.forEach(Follow::awaitVersion);
            Versions versions = spine.client().versions();
            if (!versions.get("", "").getVersion().getVersion().equals("1")) {
                versions.promote("", "1", "these tests begin with it", "test");
            }
        } finally {
            stop(spine);
        }
    }

    private static void stop(Spine spine) {
        try {
            spine.close();
        } catch (Exception failure) {
            throw new IllegalStateException("cannot stop what trained the store", failure);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        FolderTrees.delete(to);
        List<Path> all;
        try (Stream<Path> paths = Files.walk(from)) {
            all = paths.toList();
        }
        for (Path path : all) {
            Files.copy(path, to.resolve(from.relativize(path)));
        }
    }
}
