package io.resforge.registry.store;

import io.resforge.registry.MemoryStore;

/** The store that other tests rest on is held to the same contract. */
class MemoryStoreContractTest extends ObjectStoreContract {

    private MemoryStore store;

    @Override
    protected ObjectStore emptyStore() {
        store = new MemoryStore();
        return store;
    }

    @Override
    protected ObjectStore reopened() {
        return store;
    }

    @Override
    protected void loseStore() {
        store.lose();
    }
}
