package io.resforge.cli.data;

import io.resforge.cli.data.PublishedDataset.RemoteFile;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** A data set as its authors publish it. */
sealed interface PublishedDataset {

    /** Where it will be, within the folder of all data sets. */
    String folder();

    /** What has to be downloaded. */
    List<RemoteFile> files();

    /** The name of a file that has not come yet as a whole; no two data sets share one. */
    String part(RemoteFile file);

    /** The same from another place. */
    PublishedDataset from(URI mirror);

    /** An archive, a packed tar file, that unpacks to the folder. */
    record Archive(String folder, RemoteFile file) implements PublishedDataset {

        @Override
        public List<RemoteFile> files() {
            return List.of(file);
        }

        @Override
        public String part(RemoteFile part) {
            return part.name() + ".part";
        }

        @Override
        public Archive from(URI mirror) {
            return new Archive(folder, file.from(mirror));
        }
    }

    /** Files that belong into the folder as they are. */
    record Loose(String folder, List<RemoteFile> files) implements PublishedDataset {

        public Loose {
            files = List.copyOf(files);
        }

        @Override
        public String part(RemoteFile part) {
            return folder + "-" + part.name() + ".part";
        }

        /** @param mirror the folder that holds the files there */
        @Override
        public Loose from(URI mirror) {
            String base = mirror.toString();
            URI there = URI.create(base.endsWith("/") ? base : base + "/");
            return new Loose(
                    folder,
                    files.stream()
                            .map(file -> file.from(there.resolve(file.name())))
                            .toList());
        }
    }

    /**
     * A file as its authors publish it.
     *
     * @param largest the most bytes that it can have; a server that sends more is sending something else
     */
    record RemoteFile(String name, URI source, String md5, long largest) {

        /** The same from another place. */
        RemoteFile from(URI mirror) {
            return new RemoteFile(name, mirror, md5, largest);
        }
    }

    /** The data sets that can be brought by name. */
    enum KnownSet {
        /** The binary version: six files of 10,000 images. */
        CIFAR10(archive("cifar-10-batches-bin", "cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530")),

        /** The binary version: a file of 50,000 images and one of 10,000. */
        CIFAR100(archive("cifar-100-binary", "cifar-100-binary.tar.gz", "03b5dce01913d631647c71ecec9e9cb8")),

        /** A copy of the original files: their authors' own server answers no programs any more. */
        MNIST(files(
                "mnist",
                "https://storage.googleapis.com/cvdf-datasets/mnist/",
                "f68b3c2dcbeaaa9fbdd348bbdeb94873",
                "d53e105ee54ea40749a09fcbcd1e9432",
                "9fb629c4189551a2d022fa330f9573f3",
                "ec29112dd5afa0611ce80d1b7f02629c")),

        /** Files with the same names as MNIST's. */
        FASHION_MNIST(files(
                "fashion-mnist",
                "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                "25c81989df183df01b3e8a0aad5dffbe",
                "bef4ecab320f06d8554ea6380940ec79",
                "bb300cfdad3c16e7a12a480ee83cd310"));

        private static final String TORONTO = "https://www.cs.toronto.edu/~kriz/";
        private static final long LARGEST_ARCHIVE = 256L << 20;
        private static final long LARGEST_FILE = 64L << 20;

        private final PublishedDataset published;

        KnownSet(PublishedDataset published) {
            this.published = published;
        }

        PublishedDataset published() {
            return published;
        }

        /** Such as {@code fashion-mnist}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static PublishedDataset archive(String folder, String name, String md5) {
            return new PublishedDataset.Archive(
                    folder, new RemoteFile(name, URI.create(TORONTO + name), md5, LARGEST_ARCHIVE));
        }

        private static PublishedDataset files(
                String folder,
                String base,
                String trainImages,
                String trainLabels,
                String testImages,
                String testLabels) {
            return new PublishedDataset.Loose(
                    folder,
                    List.of(
                            file(base, "train-images-idx3-ubyte.gz", trainImages),
                            file(base, "train-labels-idx1-ubyte.gz", trainLabels),
                            file(base, "t10k-images-idx3-ubyte.gz", testImages),
                            file(base, "t10k-labels-idx1-ubyte.gz", testLabels)));
        }

        private static RemoteFile file(String base, String name, String md5) {
            return new RemoteFile(name, URI.create(base + name), md5, LARGEST_FILE);
        }
    }
}
