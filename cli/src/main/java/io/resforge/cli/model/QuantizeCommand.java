package io.resforge.cli.model;

import com.google.gson.JsonObject;
import io.resforge.cli.common.AuditFile;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.KeyOptions;
import io.resforge.cli.common.StoreOption;
import io.resforge.cli.run.DataOption;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.Int8Form;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.Manifest.DatasetSummary;
import io.resforge.registry.checkpoint.Manifest.GoldenImage;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.dataset.Split;
import io.resforge.training.quantisation.Int8Trial;
import io.resforge.training.quantisation.Quantisation;
import io.resforge.training.quantisation.Quantisation.QuantisationFailure;
import io.resforge.training.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Publishes a version once more, with how it is computed with bytes. */
@Command(
        name = "quantize",
        sortOptions = false,
        description = {
            "Finds out how a version that was published without int8 is computed with bytes, and publishes it once more with"
                    + " that, under a new number; the version itself stays as it is.",
            "Measured are training images of the data set that the version was trained on; its held-out images say what bytes"
                    + " cost. The processor must have avx512_vnni or avx_vnni. Whether the new version is served decides"
                    + " 'models promote'."
        },
        footer = {
            "",
            "Examples:",
            "  resforge models quantize 3 --data sample",
            "  resforge models quantize 3 --model cifar10 --data ~/cifar10 --key key.pem"
        })
final class QuantizeCommand extends ContextCommand {

    /** The longest that calibration may take; Ctrl-C ends it earlier. */
    private static final Duration LIMIT = Duration.ofDays(1);

    @Parameters(paramLabel = "VERSION", description = "The version.")
    private String version;

    @Mixin
    private DataOption data;

    @Mixin
    private StoredModelOption model;

    @Mixin
    private KeyOptions.Signing key;

    @Mixin
    private KeyOptions.Trusted trusted;

    @Mixin
    private StoreOption store;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ObjectStore objects = store.open(context.home());
        String name = model.name(objects);
        Checkpoints published =
                new Checkpoints(objects, Clock.systemUTC(), trusted.isGiven() ? trusted.seal() : Seal.NONE);
        Seal seal = key.sealIfGiven();
        Checkpoint checkpoint = published.fetch(name, StoredModelOption.version(version));
        requireNone(checkpoint.manifest());
        requireKey(published.isSigned(name, version), seal);
        Int8Form form = form(checkpoint, images(checkpoint.manifest(), data.folder(context, store)));
        Manifest added = new Checkpoints(objects, Clock.systemUTC(), seal)
                .publishIf(
                        () -> published.isPublished(name, version),
                        checkpoint.manifest().withInt8(form.addedTo(version)),
                        checkpoint.weights(),
                        published.sample(checkpoint.manifest()))
                .orElseThrow(() -> CommandFailed.because("version " + version + " was removed meanwhile"));
        new AuditFile(context)
                .changed("quantize", "models/" + name + "/versions/" + added.version(), "", "present", "");
        tell(added);
        return ExitCodes.OK;
    }

    private static void requireNone(Manifest manifest) {
        if (manifest.int8() != null) {
            throw CommandFailed.badUsage("version " + manifest.version() + " of model " + manifest.model()
                    + " tells already how it is computed with bytes");
        }
    }

    private void requireKey(boolean signed, Seal seal) {
        if (signed && seal.signer().isEmpty()) {
            throw CommandFailed.badUsage("version " + version
                    + " is signed, and so must be what has its weights: --key must name the file of a private key");
        }
    }

    /** The images that the version was trained with, the held-out ones among them. */
    private static LabelledImages images(Manifest manifest, Path folder) {
        Dataset dataset = Dataset.open(folder, Optional.of(manifest.image().shape()));
        DatasetSummary trainedOn = manifest.dataset();
        if (!dataset.digest().equals(trainedOn.digest())) {
            throw CommandFailed.badUsage("version " + manifest.version() + " was trained on the data set "
                    + trainedOn.name() + " with the digest " + trainedOn.digest() + ", and that in " + folder + " has "
                    + dataset.digest() + "; --data names its folder");
        }
        int asked = RecipeReader.tree(manifest.recipe()).trainImages();
        LabelledImages images = (asked == 0 ? dataset : dataset.subset(asked)).training();
        String heldOut = images.select(Split.of(images).heldOut()).digest();
        if (trainedOn.heldOutDigest() != null && !trainedOn.heldOutDigest().equals(heldOut)) {
            throw CommandFailed.because("the build that trained version " + manifest.version()
                    + " held out other images than this one does, so it may have learnt what it would be checked on");
        }
        return images;
    }

    private static Int8Form form(Checkpoint checkpoint, LabelledImages images) throws InterruptedException {
        Manifest manifest = checkpoint.manifest();
        Graph graph = Architecture.parse(manifest.architecture())
                .graph(manifest.image().shape(), manifest.labels().size());
        List<byte[]> golden =
                manifest.golden().stream().map(GoldenImage::pixels).toList();
        try {
            Quantisation quantisation = new Quantisation(
                    graph,
                    checkpoint.weights(),
                    manifest.normalisation(),
                    Runtime.getRuntime().availableProcessors(),
                    LIMIT,
                    System::nanoTime);
            Int8Trial trial = new Int8Trial(quantisation, images, golden);
            return trial.run(quantisation.fp32Logits(trial.heldOut()), Int8Form::new);
        } catch (QuantisationFailure e) {
            throw CommandFailed.because(
                    "version " + manifest.version() + " cannot be computed with bytes: " + e.getMessage(), e);
        }
    }

    private void tell(Manifest added) {
        Int8Form form = added.int8();
        if (json.isOn()) {
            JsonObject document = new JsonObject();
            document.addProperty("model", added.model());
            document.addProperty("version", added.version());
            document.addProperty("added_to", form.addedTo());
            document.addProperty("held_out_images", form.heldOutImages());
            document.addProperty("fp32_accuracy", form.fp32Accuracy());
            document.addProperty("accuracy", form.accuracy());
            document.addProperty("agreement", form.agreement());
            JsonOption.print(context.terminal().out(), document);
            return;
        }
        context.terminal()
                .line("@|green Version " + added.version() + " of model " + added.model()
                        + " has the weights of version " + form.addedTo()
                        + " and tells how they are computed with bytes|@.");
        context.terminal()
                .line("Of " + HumanFormat.count(form.heldOutImages()) + " held-out images it gets "
                        + HumanFormat.percent(form.accuracy()) + " right with bytes and "
                        + HumanFormat.percent(form.fp32Accuracy()) + " in fp32; "
                        + HumanFormat.percent(form.agreement()) + " get the same class.");
        context.terminal()
                .line("'" + context.program() + " models promote " + added.version()
                        + " --reason int8' makes it the champion.");
    }
}
