package io.resforge.registry.store.s3;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.ObjectStoreContract;
import io.resforge.registry.store.transfer.StoreTimeouts;
import io.resforge.testing.FaultyProxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

class S3StoreContractTest extends ObjectStoreContract {

    private static final int CONNECTIONS = 8;

    private final AtomicInteger next = new AtomicInteger();
    private FaultyProxy network;
    private List<S3Store> connections;

    @AfterEach
    void closeNetwork() {
        network.close();
    }

    @Override
    protected ObjectStore emptyStore() throws Exception {
        String bucket = S3Buckets.fresh();
        network = FaultyProxy.before(S3Buckets.server().endpoint());
        connections = Stream.generate(() -> S3Buckets.open(bucket, network.endpoint(), StoreTimeouts.USUAL))
                .limit(CONNECTIONS)
                .toList();
        return connections.getFirst();
    }

    /** One of as many as race: each tries out once what the server can do, as a process would. */
    @Override
    protected ObjectStore reopened() {
        return connections.get(next.getAndIncrement() % CONNECTIONS);
    }

    @Override
    protected void loseStore() {
        network.close();
    }

    /** One more than a page of a list. */
    @Override
    protected int manyKeys() {
        return 1001;
    }
}
