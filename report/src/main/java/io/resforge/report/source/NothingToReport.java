package io.resforge.report.source;

/** A run of which there is nothing to report; the message says why. */
public final class NothingToReport extends RuntimeException {

    NothingToReport(String message) {
        super(message);
    }
}
