package io.resforge.cli.data;

import java.net.URI;

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
