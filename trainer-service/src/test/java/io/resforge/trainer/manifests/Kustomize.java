package io.resforge.trainer.manifests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Renders a folder as {@code kubectl apply -k} does, where there is a kubectl. */
final class Kustomize {

    private Kustomize() {}

    /** Whether there is a kubectl. */
    static boolean isThere() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("kubectl", "version", "--client")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(30, SECONDS) && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    /** The objects that a folder stands for. */
    static List<JsonNode> render(Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("kubectl", "kustomize", folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(30, SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException("kubectl kustomize " + folder + ": " + output);
        }
        return Manifests.objects(output);
    }
}
