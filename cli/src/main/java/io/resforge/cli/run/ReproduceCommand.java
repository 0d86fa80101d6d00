package io.resforge.cli.run;

import static java.util.stream.Collectors.joining;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status;
import io.resforge.cli.common.CleanUp;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.KeyOptions;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import io.resforge.neuralnet.text.Sha256;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.json.Json;
import io.resforge.registry.json.Json.MalformedJson;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.registry.signature.ModelSignature;
import io.resforge.registry.signature.TrustedKey;
import io.resforge.v1.GetVersionResponse;
import io.resforge.v1.Run;
import io.resforge.v1.RunSpec;
import io.resforge.v1.RunState;
import io.resforge.v1.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains a version again from its manifest. */
@Command(
        name = "reproduce",
        sortOptions = false,
        description = {
            "Trains a version again from its manifest alone, and says whether the weights came out bitwise the same.",
            "They do on the same kind of processor with as many threads, unless the version went on elsewhere after a stop. What is trained is kept as a version of"
                    + " <model>-reproduced, which is not served."
        },
        footer = {
            "",
            "Examples:",
            "  resforge reproduce 3",
            "  resforge reproduce 3 --model keras-study --data ~/cifar10",
            "  resforge reproduce --manifest theirs/manifest.json --trusted their-key.pem --data ~/cifar10"
        })
public final class ReproduceCommand extends ContextCommand {

    @Parameters(arity = "0..1", paramLabel = "VERSION", description = "The version.")
    private String version;

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description =
                    "The manifest of a version of any other store, in place of VERSION; its signature, model.sig, must lie"
                            + " beside it, by a key of --trusted.")
    private Path manifest;

    @Mixin
    private KeyOptions.Trusted trusted;

    @Option(names = "--model", paramLabel = "NAME", description = "The model; the server's own by default.")
    private String model = "";

    @Mixin
    private DataOption data;

    @Mixin
    private DeviceOption device;

    @Mixin
    private TrainerOption server;

    @Override
    public Integer call() throws Exception {
        if ((version == null) == (manifest == null)) {
            throw CommandFailed.badUsage("either a VERSION or a --manifest must be given");
        }
        try (CleanUp end = new CleanUp()) {
            return end.run(() -> reproduce(end));
        }
    }

    private int reproduce(CleanUp end) throws IOException {
        Optional<OriginalVersion> theirs =
                manifest == null ? Optional.empty() : Optional.of(OriginalVersion.signed(manifest, trusted.keys()));
        TrainerAccess trainer = TrainerAccess.existing(context, server, device, end)
                .orElseGet(() -> TrainerAccess.start(context, 1, device, end));
        ResForgeClient client = trainer.client();
        OriginalVersion first = theirs.isPresent()
                ? theirs.get()
                : OriginalVersion.of(client.versions().get(model, version));
        RunSubmission submission = new RunSubmission(client.runs(), first.spec(folder(client, first)));
        end.onInterrupt(() -> cancel(submission));
        Run run = submission.submit();
        Terminal terminal = context.terminal();
        terminal.line(
                "Training @|bold %s|@ again as run %s, on %s",
                PlainText.of(first.version().getModel() + "@" + first.version().getVersion()),
                PlainText.of(run.getRunId()),
                PlainText.of(run.getSpec().getDataset()));
        first.changes()
                .ifPresent(changes ->
                        terminal.line("It will not come out bitwise the same, since it went on elsewhere after a stop: "
                                + PlainText.of(changes)));
        RunProgress progress = end.add(new RunProgress(terminal));
        Run ended = client.runs().watch(run.getRunId(), progress);
        if (ended.getState() != RunState.RUN_STATE_SUCCEEDED) {
            return RunText.tell(terminal, ended);
        }
        OriginalVersion second = OriginalVersion.of(
                client.versions().get(first.scratchModel(), ended.getResult().getVersion()));
        terminal.line(ReproductionVerdict.sentence(first, second));
        return ReproductionVerdict.same(first, second) ? ExitCodes.OK : ExitCodes.FAILURE;
    }

    /** Only this command compares the weights: once it is gone, the run has no reader. */
    private void cancel(RunSubmission submission) {
        context.terminal().line();
        context.terminal().line("Cancelling the run ...");
        submission.cancel("Ctrl-C");
    }

    /** Where the images are: as the user says, or where they were when the version was trained. */
    private String folder(ResForgeClient client, OriginalVersion first) throws IOException {
        Optional<Run> run = data.isGiven() || manifest != null
                ? Optional.empty()
                : find(client, first.version().getRunId());
        return run.isPresent() ? run.get().getSpec().getDataset() : data.location(context, server.isHere());
    }

    private static Optional<Run> find(ResForgeClient client, String runId) {
        try {
            return Optional.of(client.runs().get(runId));
        } catch (ResForgeException e) {
            if (e.status() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether a version came out the same when it was trained again. */
    static final class ReproductionVerdict {

        private ReproductionVerdict() {}

        /** Whether each bit of the weights is the same. */
        static boolean same(OriginalVersion first, OriginalVersion second) {
            return first.version().getSha256().equals(second.version().getSha256());
        }

        /** Says so in a sentence, and what was different if it was not. */
        static String sentence(OriginalVersion first, OriginalVersion second) {
            String name = PlainText.of(
                    first.version().getModel() + "@" + first.version().getVersion());
            if (same(first, second)) {
                return "@|green " + name + " came out bitwise the same|@: SHA-256 "
                        + PlainText.of(first.version().getSha256());
            }
            String images =
                    first.version().getDatasetDigest().equals(second.version().getDatasetDigest())
                            ? ""
                            : "; it was trained on other images";
            String software = PlainText.of(different(first.software(), second.software()));
            String moved = first.changes()
                    .map(changes -> "; nor could it be expected to, since it went on elsewhere after a stop: "
                            + PlainText.of(changes))
                    .orElse("");
            return "@|red " + name + " did not come out the same|@" + images + moved
                    + (software.isEmpty() ? "" : "; what trained it differs: " + software);
        }

        private static String different(Map<String, String> then, Map<String, String> now) {
            return Stream.concat(then.keySet().stream(), now.keySet().stream())
                    .distinct()
                    .filter(key -> !key.equals("changes"))
                    .sorted()
                    .filter(key -> !then.getOrDefault(key, "none").equals(now.getOrDefault(key, "none")))
                    .map(key -> key + " " + then.getOrDefault(key, "none") + " then, " + now.getOrDefault(key, "none")
                            + " now")
                    .collect(joining(", "));
        }
    }

    /**
     * A version and what its manifest tells of how it came to be.
     *
     * @param software what trained it: versions, processor, threads
     */
    private record OriginalVersion(Version version, Struct recipe, Map<String, String> software) {

        private static final int MOST_BYTES = 10_000_000;

        /** @throws CommandFailed if the manifest is not one that can be trained from */
        static OriginalVersion of(GetVersionResponse answer) {
            try {
                JsonObject manifest =
                        JsonParser.parseString(answer.getManifestJson()).getAsJsonObject();
                Struct.Builder recipe = Struct.newBuilder();
                JsonFormat.parser().merge(part(manifest, "recipe").toString(), recipe);
                Map<String, String> software = new TreeMap<>();
                part(manifest, "software").asMap().forEach((name, value) -> software.put(name, value.getAsString()));
                return new OriginalVersion(answer.getVersion(), recipe.build(), software);
            } catch (JsonParseException
                    | IllegalStateException
                    | UnsupportedOperationException
                    | InvalidProtocolBufferException e) { // what the parsers throw at the wrong kind of JSON
                throw CommandFailed.because("the version's manifest cannot be read: " + e.getMessage(), e);
            }
        }

        /** A version of another store, known by its manifest alone; refused if no trusted key signed that. */
        static OriginalVersion signed(Path file, List<TrustedKey> trusted) throws IOException {
            byte[] content = content(file);
            String digest = ModelSignature.open(content(file.resolveSibling(ModelSignature.FILE)), trusted)
                    .digests()
                    .get("manifest.json");
            if (!Sha256.of(content).equals(digest)) {
                throw new InvalidSignature(file + " is not the manifest that was signed");
            }
            try {
                Manifest manifest = Json.decode(content, Manifest.class);
                if (manifest.fromVersion() != null) {
                    throw CommandFailed.because("it began with version " + manifest.fromVersion()
                            + " of the other store: the manifest alone does not say with which weights");
                }
                return of(GetVersionResponse.newBuilder()
                        .setVersion(Version.newBuilder()
                                .setModel(manifest.model())
                                .setVersion(manifest.version())
                                .setRunId(manifest.runId())
                                .setSha256(manifest.files()
                                        .get(Manifest.PARAMETERS)
                                        .sha256())
                                .setDatasetDigest(manifest.dataset().digest()))
                        .setManifestJson(new String(content, StandardCharsets.UTF_8))
                        .build());
            } catch (MalformedJson e) {
                throw CommandFailed.because("the manifest cannot be read: " + e.getMessage(), e);
            }
        }

        private static byte[] content(Path file) throws IOException {
            try (InputStream content = Files.newInputStream(file)) {
                return content.readNBytes(MOST_BYTES); // of a larger file no signature holds
            }
        }

        private static JsonObject part(JsonObject manifest, String name) {
            JsonElement part = manifest.get(name);
            if (part == null || !part.isJsonObject()) {
                throw new JsonParseException("it has no " + name);
            }
            return part.getAsJsonObject();
        }

        /** In words, on what other machines or with what other software it went on after a stop; empty if it never did. */
        Optional<String> changes() {
            return Optional.ofNullable(software.get("changes"));
        }

        /** The name of the model that gets what is trained again, so that it is not served. */
        String scratchModel() {
            return version.getModel() + "-reproduced";
        }

        /** What to train. */
        RunSpec spec(String dataset) {
            String from = version.getFromVersion();
            boolean ofSameModel = !from.isEmpty() && !from.contains("@");
            return RunSpec.newBuilder()
                    .setModel(scratchModel())
                    .setDataset(dataset)
                    .setFromVersion(ofSameModel ? version.getModel() + "@" + from : from)
                    .setRecipe(recipe)
                    .build();
        }
    }
}
