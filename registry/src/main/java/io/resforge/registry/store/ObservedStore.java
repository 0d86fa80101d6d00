package io.resforge.registry.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/** A store whose calls an observer is told of: a proxy, so that no method of the port is ever left out. */
public final class ObservedStore {

    private static final System.Logger LOG = System.getLogger(ObservedStore.class.getName());

    private final ObjectStore store;
    private final StoreObserver observer;
    private final AtomicBoolean told = new AtomicBoolean();

    private ObservedStore(ObjectStore store, StoreObserver observer) {
        this.store = store;
        this.observer = observer;
    }

    /** The same store, observed. */
    public static ObjectStore of(ObjectStore store, StoreObserver observer) {
        ObservedStore observed = new ObservedStore(store, observer);
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (proxy, method, arguments) -> observed.call(method, arguments));
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        if (method.getParameterCount() == 0) {
            return invoke(method, arguments); // what it is, such as its name, needs no call to the store
        }
        long begin = System.nanoTime();
        boolean failed = false;
        try {
            return invoke(method, arguments);
        } catch (StoreFailure failure) {
            failed = true;
            throw failure;
        } finally {
            tell(method.getName(), failed, System.nanoTime() - begin);
        }
    }

    /** An observer that fails is told of once; the call is no worse for it. */
    private void tell(String operation, boolean failed, long nanos) {
        try {
            observer.ended(operation, failed, nanos);
        } catch (RuntimeException | Error e) {
            if (!told.getAndSet(true)) {
                LOG.log(System.Logger.Level.ERROR, "calls to the store are not observed", e);
            }
        }
    }

    private Object invoke(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(store, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    /** Is told of each call to a store that has ended. Called by many threads at once; must be quick. */
    public interface StoreObserver {

        /** A call of one of the port's methods, such as {@code get}, ended; whether it was a {@link StoreFailure}. */
        void ended(String operation, boolean failed, long nanos);
    }
}
