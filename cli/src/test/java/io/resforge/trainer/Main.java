package io.resforge.trainer;

import io.resforge.testing.FakeServiceMain;

/** Has the name of the trainer service's main class, and stands in for it. */
public final class Main {

    private Main() {}

    public static void main(String... arguments) throws Exception {
        FakeServiceMain.main(arguments);
    }
}
