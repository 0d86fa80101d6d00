package io.resforge.registry.store;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A directory on a file system that has no hard links. */
class DirectoryStoreWithoutLinksContractTest extends ObjectStoreContract {

    @TempDir
    private Path folder;

    @Override
    protected ObjectStore emptyStore() {
        DirectoryStore.openOrCreate(folder.resolve("store"));
        return reopened();
    }

    @Override
    protected ObjectStore reopened() {
        return new DirectoryStore(folder.resolve("store"), (link, existing) -> {
            throw new FileSystemException(link.toString(), existing.toString(), "Operation not permitted");
        });
    }

    @Override
    protected void loseStore() throws Exception {
        Files.move(folder.resolve("store"), folder.resolve("lost"));
    }
}
