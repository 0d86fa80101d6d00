package io.resforge.registry.store.s3;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.ObjectStoreContract;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

class S3StoreContractTest extends ObjectStoreContract {

    private static final int CONNECTIONS = 8;

    private final AtomicInteger next = new AtomicInteger();
    private String bucket;
    private List<S3Store> connections;

    @Override
    protected ObjectStore emptyStore() throws Exception {
        bucket = S3Buckets.fresh();
        connections =
                Stream.generate(() -> S3Buckets.open(bucket)).limit(CONNECTIONS).toList();
        return S3Buckets.open(bucket);
    }

    /** One of as many as race: each tries out once what the server can do, as a process would. */
    @Override
    protected ObjectStore reopened() {
        return connections.get(next.getAndIncrement() % CONNECTIONS);
    }

    @Override
    protected void loseStore() throws Exception {
        S3Buckets.server().dropBucket(bucket);
    }

    /** One more than a page of a list. */
    @Override
    protected int manyKeys() {
        return 1001;
    }
}
