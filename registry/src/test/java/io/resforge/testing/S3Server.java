package io.resforge.testing;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** S3Proxy, a real S3 server over a folder, as a process of its own. */
public final class S3Server implements AutoCloseable {

    /** The only key that it lets in. */
    public static final String ACCESS_KEY = "test-key";

    /** The secret that goes with it. */
    public static final String SECRET_KEY = "test-secret";

    private final Path buckets;
    private final int port;
    private final Process process;

    private S3Server(Path buckets, int port, Process process) {
        this.buckets = buckets;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param jar S3Proxy with all that it needs
     * @param folder for its files
     */
    public static S3Server start(Path jar, Path folder) {
        return start(jar, folder, "aws-v2-or-v4");
    }

    /** Starts one that lets everybody in, so that requests can be changed on the way. */
    public static S3Server startOpen(Path jar, Path folder) {
        return start(jar, folder, "none");
    }

    private static S3Server start(Path jar, Path folder, String authorization) {
        try {
            Path buckets = Files.createDirectories(folder.resolve("buckets"));
            int port = freePort();
            Path settings = Files.write(folder.resolve("s3proxy.properties"), settings(port, buckets, authorization));
            Process process = new ProcessBuilder(command(jar, settings))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("s3proxy.log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            S3Server server = new S3Server(buckets, port, process);
            Awaitility.await().atMost(120, SECONDS).until(() -> !process.isAlive() || server.answers());
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Path jar, Path settings) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-jar",
                jar.toString(),
                "--properties",
                settings.toString());
    }

    private static List<String> settings(int port, Path buckets, String authorization) {
        return List.of(
                "s3proxy.endpoint=http://127.0.0.1:" + port,
                "s3proxy.authorization=" + authorization,
                "s3proxy.identity=" + ACCESS_KEY,
                "s3proxy.credential=" + SECRET_KEY,
                "jclouds.provider=filesystem-nio2",
                "jclouds.filesystem.basedir=" + buckets);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where it listens. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Makes a bucket. */
    public void makeBucket(String name) throws IOException {
        Files.createDirectory(buckets.resolve(name));
    }

    /** Takes a bucket away with all that is in it. */
    public void dropBucket(String name) throws IOException {
        try (Stream<Path> all = Files.walk(buckets.resolve(name))) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Variables by which a process of ResForge finds it. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL_S3",
                endpoint().toString(),
                "AWS_ACCESS_KEY_ID",
                ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                SECRET_KEY,
                "AWS_EC2_METADATA_DISABLED",
                "true");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
