package io.resforge.cli.classify;

import io.resforge.cli.common.CommandFailed;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** What a user means by files, folders, patterns and {@code -}: images in the order in which they were named. */
final class ImageSources {

    private static final Pattern IMAGES = Pattern.compile("(?i).*\\.(png|jpe?g|gif|bmp)");
    private static final Pattern WILD = Pattern.compile("[*?\\[{]");
    private static final int DEEPEST = 64;

    private ImageSources() {}

    /** An image that is read when its turn comes. */
    record ImageSource(String name, Path file) {

        /** Stands for standard input. */
        static final String STANDARD_INPUT = "-";

        /** More than this no server takes. */
        private static final int MOST_BYTES = 32 << 20;

        boolean isStandardInput() {
            return file == null;
        }

        /**
         * Its bytes.
         *
         * @throws IOException if it cannot be read, or is larger than any server takes
         */
        byte[] read(InputStream standardInput) throws IOException {
            if (!isStandardInput() && Files.size(file) > MOST_BYTES) {
                throw tooLarge();
            }
            byte[] content = isStandardInput() ? standardInput.readNBytes(MOST_BYTES + 1) : Files.readAllBytes(file);
            if (content.length > MOST_BYTES) {
                throw tooLarge();
            }
            return content;
        }

        private static IOException tooLarge() {
            return new IOException("an image may have 32 MiB at the most");
        }
    }

    /**
     * The images that words name. A word that names a file is that file, also if it looks like a pattern.
     *
     * @throws CommandFailed as bad usage, if a word names nothing
     */
    static List<ImageSource> of(List<String> words) {
        List<ImageSource> all = new ArrayList<>();
        for (String word : words) {
            if (word.equals(ImageSource.STANDARD_INPUT)) {
                if (all.stream().anyMatch(ImageSource::isStandardInput)) {
                    throw CommandFailed.badUsage("'-' may be given once only: standard input is one image");
                }
                all.add(new ImageSource(word, null));
            } else {
                all.addAll(named(word));
            }
        }
        return all;
    }

    private static List<ImageSource> named(String word) {
        Path path = path(word);
        if (path != null && Files.isDirectory(path)) {
            List<ImageSource> found =
                    below(path, file -> IMAGES.matcher(file.toString()).matches());
            if (found.isEmpty()) {
                throw CommandFailed.badUsage("there is no PNG, JPEG, GIF or BMP file in the folder " + word);
            }
            return found;
        }
        if (path != null && Files.exists(path)) {
            if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
                throw CommandFailed.badUsage("there is no readable file " + word);
            }
            return List.of(new ImageSource(word, path));
        }
        if (!WILD.matcher(word).find()) {
            throw CommandFailed.badUsage("there is no readable file " + word);
        }
        List<ImageSource> found = matching(word);
        if (found.isEmpty()) {
            throw CommandFailed.badUsage("no file matches '" + word + "'");
        }
        return found;
    }

    private static Path path(String word) {
        try {
            return Path.of(word);
        } catch (InvalidPathException noPath) {
            return null; // a system may not have patterns as names
        }
    }

    /** Files that a pattern such as {@code photos/**}{@code /*.jpg} names, below the folder before its first wild part. */
    private static List<ImageSource> matching(String pattern) {
        StringBuilder base = new StringBuilder();
        for (String part : pattern.split("(?<=/)")) {
            if (WILD.matcher(part).find()) {
                break;
            }
            base.append(part);
        }
        Path folder = Path.of(base.toString());
        PathMatcher matcher = matcher(pattern);
        // As in a shell, ** stands for any number of folders, also none.
        PathMatcher shallow = matcher(pattern.replace("**/", ""));
        return Files.isDirectory(folder.toString().isEmpty() ? Path.of(".") : folder)
                ? below(folder, file -> matcher.matches(file) || pattern.contains("**/") && shallow.matches(file))
                : List.of();
    }

    private static PathMatcher matcher(String pattern) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            throw CommandFailed.badUsage("'" + pattern + "' is no pattern of files: " + e.getDescription());
        }
    }

    private static List<ImageSource> below(Path folder, PathMatcher wanted) {
        Path start = folder.toString().isEmpty() ? Path.of(".") : folder;
        try (Stream<Path> files = Files.find(
                start,
                DEEPEST,
                (file, attributes) -> attributes.isRegularFile() && wanted.matches(named(file, folder)),
                FileVisitOption.FOLLOW_LINKS)) {
            return files.map(file -> named(file, folder))
                    .sorted()
                    .map(file -> new ImageSource(file.toString(), file))
                    .toList();
        } catch (UncheckedIOException e) {
            throw CommandFailed.badUsage(
                    "cannot list " + start + ": " + e.getCause().getMessage());
        } catch (IOException e) {
            throw CommandFailed.badUsage("cannot list " + start + ": " + e.getMessage());
        }
    }

    /** As the user would name it: without the dot of the present folder. */
    private static Path named(Path file, Path folder) {
        return folder.toString().isEmpty() ? Path.of(".").relativize(file) : file;
    }
}
