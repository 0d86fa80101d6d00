package io.resforge.registry.store.transfer;

import java.io.IOException;
import java.io.InputStream;

/**
 * An object, from some byte on, as a server begins to send it.
 *
 * @param body the bytes; closing it must not wait for what was not read
 * @param offset of the first of them: 0, whatever was asked for, if the server knows no ranges
 * @param total bytes of the whole object; -1 if the server does not say
 * @param tag that stands for the object's content; empty if the server names none
 */
public record ObjectPart(InputStream body, long offset, long total, String tag) implements AutoCloseable {

    @Override
    public void close() throws IOException {
        body.close();
    }
}
