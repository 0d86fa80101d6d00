package io.resforge.training.dataset;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.dataset.CifarBinary.CifarLayout;
import io.resforge.training.dataset.Dataset.DatasetOutline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder of which it is known what kind of data set it holds; {@link #in} is the one place that tells the kinds apart. */
sealed interface DatasetSource permits CifarBinary, Mnist, ImageFolder {

    /** What to say where a folder is no data set. */
    String ALLOWED =
            "a folder with the official binary files of CIFAR-10 (data_batch_1.bin …), CIFAR-100, MNIST or Fashion-MNIST, "
                    + "or with images by class: train/<class>/*.png and perhaps test/<class>/*.png, or <class>/*.png";

    /** Where it lies. */
    Path folder();

    /** The files that {@link #read} reads, as far as they are there. */
    List<Path> files();

    /** Where a file in its folder is that is not among those that it reads, or of which kind, to follow "files". */
    default String reasonToSkip(Path file) {
        return "beside the official ones";
    }

    /** The shape of its images where none is asked for. */
    ImageShape shape();

    /**
     * Reads all images.
     *
     * @throws InvalidDataset if a file is missing or damaged; the message names it
     */
    Dataset read(ImageShape shape);

    /**
     * Looks for what can be seen without decoding images: missing files, files cut short, labels that are none.
     *
     * @throws InvalidDataset if there is such damage; the message names the file
     */
    DatasetOutline outline();

    /**
     * Looks which files are in a folder. Official files, here or in the folder that their archive makes, go before folders of
     * images.
     *
     * @throws InvalidDataset if there are none, or those of several data sets
     */
    static DatasetSource in(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw InvalidDataset.of("%s is no folder; a data set is %s", folder, ALLOWED);
        }
        List<DatasetSource> official = Stream.<Optional<? extends DatasetSource>>of(
                        CifarBinary.in(folder, CifarLayout.CIFAR_10),
                        CifarBinary.in(folder, CifarLayout.CIFAR_100),
                        Mnist.in(folder))
                .<DatasetSource>flatMap(Optional::stream)
                .toList();
        if (official.size() > 1) {
            throw InvalidDataset.of(
                    "%s holds %d data sets, in %s; name the folder of one, and keep each in a folder of its own",
                    folder,
                    official.size(),
                    official.stream().map(DatasetSource::folder).toList());
        }
        return official.isEmpty() ? images(folder) : official.getFirst();
    }

    private static DatasetSource images(Path folder) {
        return ImageFolder.in(folder)
                .orElseThrow(() -> InvalidDataset.of("%s holds no data set; allowed is %s", folder, ALLOWED));
    }
}
