package io.resforge.cli.data;

import java.net.URI;

/**
 * A data set as its authors publish it.
 *
 * @param file the archive's name
 * @param source where it is
 * @param md5 of the archive, in hexadecimal, as its authors state it
 * @param largest the most bytes that the archive can have; a server that sends more is sending something else
 * @param folder that the archive unpacks to
 */
record Archive(String file, URI source, String md5, long largest, String folder) {

    /** CIFAR-10 in its binary layout: six files of 10,000 images. */
    static final Archive CIFAR_10 = new Archive(
            "cifar-10-binary.tar.gz",
            URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
            "c32a1d4ab5d03f1284b67883e8d87530",
            256L << 20,
            "cifar-10-batches-bin");

    /** The same from another place. */
    Archive from(URI mirror) {
        return new Archive(file, mirror, md5, largest, folder);
    }
}
