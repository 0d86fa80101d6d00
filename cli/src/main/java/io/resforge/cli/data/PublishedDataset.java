package io.resforge.cli.data;

import java.net.URI;
import java.util.List;

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
     * @param name that it has there
     * @param source where it is
     * @param md5 of it, in hexadecimal, as its authors state it
     * @param largest the most bytes that it can have; a server that sends more is sending something else
     */
    record RemoteFile(String name, URI source, String md5, long largest) {

        /** The same from another place. */
        RemoteFile from(URI mirror) {
            return new RemoteFile(name, mirror, md5, largest);
        }
    }
}
