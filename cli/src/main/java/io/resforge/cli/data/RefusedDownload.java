package io.resforge.cli.data;

import java.io.IOException;

/** A download that trying again will not help. */
final class RefusedDownload extends IOException {

    private static final long serialVersionUID = 1;

    RefusedDownload(String message) {
        super(message);
    }
}
