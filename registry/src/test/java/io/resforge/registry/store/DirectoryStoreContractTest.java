package io.resforge.registry.store;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreContractTest extends ObjectStoreContract {

    @TempDir
    private Path folder;

    @Override
    protected ObjectStore emptyStore() {
        return DirectoryStore.openOrCreate(folder.resolve("store"));
    }

    @Override
    protected ObjectStore reopened() {
        return new DirectoryStore(folder.resolve("store"));
    }

    @Override
    protected void loseStore() throws Exception {
        Files.move(folder.resolve("store"), folder.resolve("lost"));
    }
}
