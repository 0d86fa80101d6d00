package io.resforge.testing;

import java.util.concurrent.CountDownLatch;

/** What runs in place of a service, in a process of its own. It listens nowhere. */
public final class FakeServiceMain {

    private FakeServiceMain() {}

    /** Dies, tells what it was given, or waits to be stopped, as the environment says. */
    public static void main(String[] arguments) throws InterruptedException {
        String behaviour = System.getenv("FAKE_SERVICE");
        if ("dies".equals(behaviour)) {
            System.out.println("the port is taken");
            System.exit(3);
        }
        if ("tells".equals(behaviour)) {
            System.out.println("grpc " + System.getProperty("quarkus.grpc.server.port") + " of "
                    + System.getProperty("quarkus.grpc.server.host") + ", http "
                    + System.getProperty("quarkus.http.port"));
            System.out.println("store " + System.getenv("RESFORGE_STORE"));
            return;
        }
        new CountDownLatch(1).await();
    }
}
