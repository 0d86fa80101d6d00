package io.resforge.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Standard output that does not hide that something could not be written, such as to a full disk or to a program that reads no more. Java's
 * own would go on in silence, and a command that follows a run would never end.
 */
public final class StandardOutput extends OutputStream {

    private static final int FAILED = 1;

    private final OutputStream out;
    private final Consumer<IOException> witness;
    private final AtomicBoolean failed = new AtomicBoolean();

    /** @param witness is told the first failure, once */
    StandardOutput(OutputStream out, Consumer<IOException> witness) {
        this.out = out;
        this.witness = witness;
    }

    /** Takes the place of this process' standard output. The first text that cannot be written ends the process, with a sentence. */
    public static StandardOutput install() {
        StandardOutput output =
                new StandardOutput(new FileOutputStream(FileDescriptor.out), StandardOutput::endProcess);
        Charset charset = System.out.charset();
        System.setOut(new PrintStream(output, true, charset));
        return output;
    }

    /** On a thread of its own: what prints may hold locks that the end of the process waits for. */
    private static void endProcess(IOException failure) {
        System.err.println("error: cannot write to standard output: " + PlainText.escaped(failure.getMessage()));
        Thread end = new Thread(() -> System.exit(FAILED), "output-lost");
        end.setDaemon(true);
        end.start();
    }

    /** What the process ends with: this code, or 1 for a command that would have been done if it could have told so. */
    public int exitCode(int commands) {
        return failed.get() && commands == 0 ? FAILED : commands;
    }

    @Override
    public void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (failed.get()) {
            return;
        }
        try {
            out.write(bytes, offset, length);
        } catch (IOException failure) {
            if (failed.compareAndSet(false, true)) {
                witness.accept(failure);
            }
        }
    }
}
