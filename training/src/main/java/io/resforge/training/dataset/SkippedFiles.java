package io.resforge.training.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files of one kind in a data set's folder that are not read, for one reason.
 *
 * @param count how many, at least 1
 * @param kind the ending of their names, in lower case; empty if they have none
 * @param reason where they are, or why they are not read, to follow "files"
 */
public record SkippedFiles(long count, String kind, String reason) {

    /** A folder of images has folders of classes, in folders of splits; what is deeper is counted, but not without end. */
    private static final int DEEPEST = 16;

    private static final int MOST = 1_000_000;
    private static final int MOST_TOLD = 6;
    private static final int LONGEST_KIND = 10;

    /** Lies in the official archives. */
    private static final Set<String> KNOWN = Set.of("readme.html");

    /** Counts what is not read. Hidden files do not count; of more than a million files the first million does. */
    static List<SkippedFiles> in(Path folder, List<Path> read, Function<Path, String> reason) {
        Set<Path> known = Set.copyOf(read);
        try (Stream<Path> files = Files.walk(folder, DEEPEST)) {
            Map<String, Map<String, Long>> byReason = files.limit(MOST)
                    .filter(file -> !isHidden(folder, file) && Files.isRegularFile(file) && !known.contains(file))
                    .filter(file -> !KNOWN.contains(file.getFileName().toString()))
                    .collect(Collectors.groupingBy(
                            reason,
                            TreeMap::new,
                            Collectors.groupingBy(SkippedFiles::kind, TreeMap::new, Collectors.counting())));
            return byReason.entrySet().stream()
                    .flatMap(why -> why.getValue().entrySet().stream()
                            .map(kind -> new SkippedFiles(kind.getValue(), kind.getKey(), why.getKey())))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw InvalidDataset.because(e, "cannot read %s: %s", folder, e);
        }
    }

    /** The ending of a file's name, in lower case; empty if it has none that is as short as such endings are. */
    static String kind(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 || name.length() - dot > LONGEST_KIND
                ? ""
                : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private static boolean isHidden(Path folder, Path file) {
        for (Path part : folder.relativize(file)) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    /** All of them in a sentence; empty if there are none. */
    public static Optional<String> sentence(List<SkippedFiles> skipped) {
        if (skipped.isEmpty()) {
            return Optional.empty();
        }
        long more =
                skipped.stream().skip(MOST_TOLD).mapToLong(SkippedFiles::count).sum();
        return Optional.of("Left out: "
                + skipped.stream().limit(MOST_TOLD).map(SkippedFiles::toString).collect(Collectors.joining("; "))
                + (more == 0 ? "." : String.format(Locale.ROOT, "; and %,d files more.", more)));
    }

    /** Such as {@code 8 png files in val, since only train and test are read}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d %s%s %s",
                count,
                kind.isEmpty() ? "" : kind + " ",
                count == 1 ? "file" : "files",
                reason);
    }

    /**
     * The files that a data set consists of, without what else may lie in its folder.
     *
     * @param folder that holds them; for an archive's folder within the one that was named, that one
     * @param files all below the folder
     * @param skipped what else is below the folder
     */
    public record DatasetFileList(Path folder, List<Path> files, List<SkippedFiles> skipped) {

        public DatasetFileList {
            files = List.copyOf(files);
            skipped = List.copyOf(skipped);
        }

        /**
         * Looks which files a data set has, and reads none.
         *
         * @throws InvalidDataset if the folder holds no data set
         */
        public static DatasetFileList in(Path folder) {
            DatasetSource source = DatasetSource.in(folder);
            List<Path> files = source.files();
            return new DatasetFileList(
                    source.folder(), files, SkippedFiles.in(source.folder(), files, source::reasonToSkip));
        }
    }
}
