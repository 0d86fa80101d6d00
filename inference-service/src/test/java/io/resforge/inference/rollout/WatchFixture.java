package io.resforge.inference.rollout;

import io.resforge.inference.testing.LoadingServer;
import io.resforge.inference.testing.TestStore;
import io.resforge.inference.testing.TinyNetwork;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store and the part of the service that watches it, which looks only when it is told to. */
abstract class WatchFixture {

    static final TinyNetwork FIRST = TinyNetwork.of(1);
    static final TinyNetwork SECOND = TinyNetwork.of(2);
    static final TinyNetwork THIRD = TinyNetwork.of(3);

    @TempDir
    Path folder;

    TestStore store;
    LoadingServer server;

    @BeforeEach
    void start() {
        store = new TestStore(folder);
        server = restarted();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Another server on the same store and cache. */
    LoadingServer restarted() {
        return new LoadingServer(store.objects(), folder.resolve("cache"));
    }
}
