package io.resforge.cli.data;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.FolderTrees;
import io.resforge.cli.common.OutputFile;
import io.resforge.neuralnet.text.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** The part of CIFAR-10 that comes with the checkout: {@code <split>/<class>.jpg}, each a sheet of tiles. */
public final class SampleDataset {

    private final Path sheets;

    /** @param sheets folder with {@code train} and {@code test} */
    SampleDataset(Path sheets) {
        this.sheets = sheets;
    }

    /**
     * The sample of this checkout, cut into files of the state folder.
     *
     * @throws IOException if a sheet cannot be read or the folder not be written
     */
    public static Path unpacked(CommandContext context) throws IOException {
        Path folder = context.home().data().resolve("cifar10-sample");
        new SampleDataset(sheets(context)).unpack(folder);
        return folder;
    }

    /** Where the sheets of this checkout are. */
    public static Path sheets(CommandContext context) {
        return context.root().resolve("samples/cifar10");
    }

    /**
     * Cuts all sheets into {@code <folder>/<split>/<class>/0001.png}. Does nothing if that was done from the same sheets before.
     *
     * @throws IOException if a sheet cannot be read or the folder not be written
     */
    void unpack(Path folder) throws IOException {
        Path mark = folder.resolveSibling(folder.getFileName() + ".sha256");
        String digest = digest();
        if (Files.isDirectory(folder)
                && Files.isRegularFile(mark)
                && Files.readString(mark).equals(digest)) {
            return;
        }
        Files.createDirectories(folder.getParent());
        Path fresh = Files.createTempDirectory(folder.getParent(), "sample-");
        try {
            Sheets.cut(sheets, fresh);
            Files.deleteIfExists(mark);
            FolderTrees.delete(folder);
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
            OutputFile.write(mark, digest.getBytes(StandardCharsets.UTF_8));
        } finally {
            FolderTrees.delete(fresh);
        }
    }

    private List<Path> sheetsOf(String split) throws IOException {
        if (!Files.isDirectory(sheets.resolve(split))) {
            throw CommandFailed.because("the sample is not there: " + sheets.resolve(split)
                    + " is missing; it comes with a checkout, and elsewhere --data names a data set");
        }
        List<Path> found = Sheets.of(sheets.resolve(split));
        if (found.isEmpty()) {
            throw CommandFailed.because("the sample is not complete: there is no .jpg in " + sheets.resolve(split));
        }
        return found;
    }

    private String digest() throws IOException {
        MessageDigest digest = Sha256.begin();
        for (String split : Sheets.SPLITS) {
            for (Path sheet : sheetsOf(split)) {
                digest.update((split + "/" + Sheets.className(sheet) + "\n").getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(sheet));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
