package io.resforge.cli.run;

import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.OutputFile;
import io.resforge.cli.common.StoreOption;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.image.Normalisation.PixelStatistics;
import io.resforge.training.augment.Preparation;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.dataset.SkippedFiles;
import io.resforge.training.dataset.SkippedFiles.DatasetFileList;
import io.resforge.training.preview.PreviewSheet;
import io.resforge.training.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what the network will see. */
@Command(
        name = "preview",
        sortOptions = false,
        description = {
            "Draws a contact sheet of what the network will see: images as they are, and what a recipe makes of them in some epochs."
        },
        footer = {
            "",
            "Examples:",
            "  resforge data preview --data sample",
            "  resforge data preview --set 'augment=[pad_crop,flip,mixup]' --out mixed.png"
        })
public final class PreviewCommand extends ContextCommand {

    @Mixin
    private DataOption data;

    @Mixin
    private StoreOption store;

    @ArgGroup(validate = false)
    private RecipeOptions options = new RecipeOptions();

    @Option(names = "--out", paramLabel = "FILE", description = "The picture; preview.png.")
    private Path out = Path.of("preview.png");

    @Override
    public Integer call() throws IOException, InterruptedException {
        Recipe recipe = options.recipe();
        OutputFile.requireFolder(out);
        Path folder = data.folder(context, store);
        Dataset dataset = Dataset.open(folder, recipe.image());
        OutputFile.write(out, sheet(dataset, preparation(dataset.training(), recipe), recipe.seed()));
        SkippedFiles.sentence(DatasetFileList.in(folder).skipped()).ifPresent(context.terminal()::plainLine);
        context.terminal().line("Look at @|bold " + HumanFormat.path(out.toAbsolutePath()) + "|@");
        return ExitCodes.OK;
    }

    private static Preparation preparation(LabelledImages images, Recipe recipe) {
        Normalisation normalisation = PixelStatistics.measure(recipe.normalisation(), images.pixels(), images.shape());
        try {
            return new Preparation(normalisation, images.shape(), recipe.augment());
        } catch (IllegalArgumentException e) { // a step that is too large for these images
            throw CommandFailed.badUsage(e.getMessage());
        }
    }

    private static byte[] sheet(Dataset dataset, Preparation preparation, long seed) {
        try {
            return PreviewSheet.png(dataset, preparation, seed, 1);
        } catch (IllegalStateException e) { // no fonts
            throw CommandFailed.because(e.getMessage(), e);
        }
    }
}
