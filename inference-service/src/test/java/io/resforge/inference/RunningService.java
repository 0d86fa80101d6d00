package io.resforge.inference;

import io.resforge.inference.settings.InferenceConfig;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.TestStore;
import io.resforge.inference.testing.TinyNetwork;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The whole service over its real ports, on a real store: before each test a version of {@link #FIRST} goes live. */
abstract class RunningService {

    static final TinyNetwork FIRST = TinyNetwork.of(1);
    static final TinyNetwork SECOND = TinyNetwork.of(2);

    @Inject
    InferenceConfig config;

    ServiceClient client;
    TestStore store;

    /** The version that is live when the test begins. */
    String live;

    @BeforeEach
    void serve() {
        client = new ServiceClient();
        store = new TestStore(config.home());
        live = store.promote(FIRST);
        client.awaitLive(live);
    }

    @AfterEach
    void close() {
        client.close();
    }
}
