package io.resforge.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.resforge.neuralnet.text.Sha256;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.checkpoint.VersionRemoval;
import io.resforge.registry.dataset.DatasetCache;
import io.resforge.registry.dataset.DatasetCache.CacheFailure;
import io.resforge.registry.dataset.Datasets;
import io.resforge.registry.dataset.TransferProgress;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.FeedbackKey;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.safetensors.Safetensors;
import io.resforge.registry.safetensors.Safetensors.InvalidSafetensors;
import io.resforge.registry.safetensors.Safetensors.TensorFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/** Objects of a store, of which a stranger may have written any. */
class StoreFuzzTest {

    private static final byte[] MANIFEST = Inputs.of("StoreFuzzTest", "manifest", "plain.json");
    private static final byte[] INDEX = Inputs.of("StoreFuzzTest", "datasetIndex", "two-files.json");
    private static final byte[] PACK = Inputs.of("StoreFuzzTest", "pack", "two-files.pack");
    private static final String VERSION = "models/cifar10/versions/1/";
    private static final String RUN = "runs/run-1/";

    /** What is made of JSON takes a multiple of its bytes. */
    private static long ofJson(byte[] input) {
        return (4 << 20) + 200L * input.length;
    }

    @FuzzTest
    void safetensors(byte[] input) throws Exception {
        FuzzBounds.hold(
                (1 << 20) + 200L * input.length,
                () -> {
                    TensorFile file = Safetensors.decode(input);
                    byte[] again = Safetensors.encode(file);
                    assertThat(Safetensors.encode(Safetensors.decode(again))).isEqualTo(again);
                },
                InvalidSafetensors.class);
    }

    /** The manifest, and then all that a server does with it before it has the weights. */
    @FuzzTest
    void manifest(byte[] input) throws Exception {
        Checkpoints checkpoints = new Checkpoints(
                new FewObjects()
                        .with(VERSION + "manifest.json", input)
                        .with(VERSION + "model.safetensors", new byte[8]),
                Clock.systemUTC());
        FuzzBounds.hold(
                ofJson(input),
                () -> {
                    checkpoints.manifest("cifar10", "1");
                    checkpoints.fetch("cifar10", "1");
                },
                InvalidCheckpoint.class);
    }

    /** The weights of a version whose manifest has their digest. */
    @FuzzTest
    void weights(byte[] input) throws Exception {
        String manifest = new String(MANIFEST, StandardCharsets.UTF_8)
                .replaceFirst(
                        "(\"model.safetensors\" : \\{)[^}]*",
                        "$1\"sha256\" : \"" + Sha256.of(input) + "\", \"bytes\" : " + input.length);
        Checkpoints checkpoints = new Checkpoints(
                new FewObjects()
                        .with(VERSION + "manifest.json", manifest.getBytes(StandardCharsets.UTF_8))
                        .with(VERSION + "model.safetensors", input),
                Clock.systemUTC());
        FuzzBounds.hold(
                (8 << 20) + 200L * input.length, () -> checkpoints.fetch("cifar10", "1"), InvalidCheckpoint.class);
    }

    @FuzzTest
    void promotion(byte[] input) throws Exception {
        Promotions promotions = new Promotions(
                new FewObjects().with("models/cifar10/promotions/00000001.json", input), Clock.systemUTC());
        FuzzBounds.hold(
                ofJson(input),
                () -> {
                    promotions.history("cifar10");
                    promotions.newerThan("cifar10", 0);
                    promotions.champion("cifar10");
                },
                DamagedObject.class);
    }

    /** Each record of a run. */
    @FuzzTest
    void record(byte[] input) throws Exception {
        List<Function<RunStore, ?>> records = List.of(
                runs -> runs.spec("run-1"),
                runs -> runs.status("run-1"),
                runs -> runs.end("run-1"),
                runs -> runs.launch("run-1"),
                runs -> runs.job("run-1"),
                runs -> runs.sweep("run-1"),
                runs -> runs.hold("run-1"),
                runs -> runs.epochsAfter("run-1", 0));
        FewObjects objects = new FewObjects();
        for (String name : List.of("spec", "status", "end", "launches/0001", "job", "members", "hold", "epochs/0001")) {
            objects.put(RUN + name + ".json", input);
        }
        RunStore runs = new RunStore(objects);
        for (Function<RunStore, ?> record : records) {
            FuzzBounds.hold(ofJson(input), () -> record.apply(runs), DamagedObject.class);
        }
    }

    /** What cannot be read of claims and marks is unknown. */
    @FuzzTest
    void claim(byte[] input) throws Exception {
        VersionRemoval removal = new VersionRemoval(
                new FewObjects().with(VERSION + "claim.json", input).with(VERSION + "removed.json", input),
                Clock.systemUTC());
        FuzzBounds.hold(ofJson(input), () -> {
            removal.claimedAt("cifar10", "1");
            removal.claimedBy("cifar10", "1");
            removal.markedAt("cifar10", "1");
        });
    }

    @FuzzTest
    void feedbackKey(byte[] input) throws Exception {
        FewObjects store = new FewObjects().with("keys/feedback", input);
        FuzzBounds.hold(ofJson(input), () -> FeedbackKey.obtain(store), DamagedObject.class);
    }

    /** The index of a data set, and where it is right the files that it names. */
    @FuzzTest
    void datasetIndex(byte[] input) throws Exception {
        Path cache = Files.createTempDirectory("resforge-fuzz");
        try {
            var dataset = new Datasets(new FewObjects()
                            .with("datasets/a/index.json", input)
                            .with("datasets/a/packs/" + Sha256.of(PACK) + ".pack", PACK))
                    .named("a");
            FuzzBounds.hold(ofJson(input), dataset::index, DamagedObject.class);
            FuzzBounds.hold(
                    ofJson(input),
                    () -> new DatasetCache(cache).folder(dataset, TransferProgress.NONE),
                    DamagedObject.class,
                    CacheFailure.class);
        } finally {
            delete(cache);
        }
    }

    /** A pack of two files; its index has the digests that the good one has. */
    @FuzzTest
    void pack(byte[] input) throws Exception {
        Path cache = Files.createTempDirectory("resforge-fuzz");
        try {
            var dataset = new Datasets(new FewObjects()
                            .with("datasets/a/index.json", INDEX)
                            .with("datasets/a/packs/" + Sha256.of(PACK) + ".pack", input))
                    .named("a");
            FuzzBounds.hold(
                    (8 << 20) + 200L * input.length,
                    () -> new DatasetCache(cache).folder(dataset, TransferProgress.NONE),
                    DamagedObject.class);
        } finally {
            delete(cache);
        }
    }

    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.toList().reversed()) {
                Files.delete(file);
            }
        }
    }
}
