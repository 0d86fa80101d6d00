package io.resforge.trainer.contract;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The machine that this program runs on. */
public final class Machine {

    private Machine() {}

    /** Its name, as launches record it. */
    public static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A name that does not resolve is no reason not to train.
            return "localhost";
        }
    }
}
