package io.resforge.cli.data;

import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;

/** Tells of the files that are being brought, one after the other. */
final class TransferLines implements Fetch.Witness, AutoCloseable {

    private final Terminal terminal;
    private TransferLine line;

    TransferLines(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public FileDownload.Progress begins(RemoteFile file) {
        close();
        terminal.line("From " + PlainText.of(file.source().toString()));
        line = new TransferLine(terminal, file.name());
        return line;
    }

    @Override
    public void verified(RemoteFile file) {
        close();
        terminal.line("MD5 " + file.md5() + " verified.");
    }

    @Override
    public void close() {
        if (line != null) {
            line.close();
            line = null;
        }
    }
}
