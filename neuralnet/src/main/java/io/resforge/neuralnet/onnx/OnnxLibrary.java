package io.resforge.neuralnet.onnx;

import ai.onnxruntime.OrtEnvironment;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * ONNX Runtime's native library, unpacked once. Its jar would unpack it into the temporary folder at every start, and leave it there when
 * the process is killed. To be used by programs that have the jar: this module does not bring it.
 *
 * @param cache the folder for it
 */
public record OnnxLibrary(Path cache) {

    private static final System.Logger LOG = System.getLogger("resforge");
    /** Where the library is found unpacked. It is set where that has been done, as in an image of a container. */
    private static final String PATH = "onnxruntime.native.path";

    private static final List<String> FILES = Stream.of("onnxruntime", "onnxruntime4j_jni")
            .map(System::mapLibraryName)
            .toList();

    /** The version of the jar, by which the library is not loaded yet. */
    public static String version() {
        return Objects.requireNonNullElse(OrtEnvironment.class.getPackage().getImplementationVersion(), "unknown");
    }

    /** Unpacks the library where it will be loaded from; if that fails the jar does it in its own way. */
    public synchronized void prepare() {
        if (System.getProperty(PATH) != null) {
            return;
        }
        try {
            System.setProperty(PATH, unpacked().toString());
        } catch (IOException | UncheckedIOException e) {
            LOG.log(
                    Level.WARNING,
                    "ONNX Runtime could not be unpacked into " + cache + ", now it is at each start: " + e);
        }
    }

    Path unpacked() throws IOException {
        Path folder = cache.resolve("onnxruntime-" + version() + "-" + platform());
        if (Files.isDirectory(folder)) {
            return folder;
        }
        Files.createDirectories(cache);
        Path partial = Files.createTempDirectory(cache, ".onnxruntime-");
        try {
            for (String file : FILES) {
                unpack(file, partial.resolve(file));
            }
            publish(partial, folder);
        } finally {
            remove(partial);
        }
        return folder;
    }

    private static void unpack(String file, Path target) throws IOException {
        String resource = "/ai/onnxruntime/native/" + platform() + "/" + file;
        try (InputStream packed = OrtEnvironment.class.getResourceAsStream(resource);
                FileChannel out = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            if (packed == null) {
                throw new FileNotFoundException("the jar has no " + resource);
            }
            packed.transferTo(Channels.newOutputStream(out));
            // A folder under its final name must be whole, even after a power failure.
            out.force(true);
        }
    }

    private static void publish(Path partial, Path folder) throws IOException {
        try {
            Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            } // else another process was faster
        }
    }

    private static void remove(Path partial) throws IOException {
        for (String file : FILES) {
            Files.deleteIfExists(partial.resolve(file));
        }
        Files.deleteIfExists(partial);
    }

    /** As the jar names its folders. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String os = system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux";
        return os + (processor.equals("aarch64") ? "-aarch64" : "-x64");
    }
}
