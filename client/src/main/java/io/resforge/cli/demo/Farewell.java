package io.resforge.cli.demo;

import io.resforge.cli.common.Home;
import io.resforge.cli.local.ServiceProcess;

/** The last words of a demo. */
final class Farewell {

    private final Narrator narrator;
    private final Home state;

    /**
     * @param state that the demo leaves behind
     */
    Farewell(Narrator narrator, Home state) {
        this.narrator = narrator;
        this.state = state;
    }

    /** Both services end now. */
    void done() {
        narrator.step("Done");
        narrator.say("Everything is in " + state.path() + "; './resforge demo' leaves the services up to try.");
    }

    /** Both services stay up. */
    void yourTurn(ServiceProcess trainer, ServiceProcess inference) {
        narrator.step("Your turn");
        narrator.say("See        " + inference.page() + "  and  " + trainer.page());
        narrator.say("Classify   ./resforge classify --server " + inference.address() + " FILE");
        narrator.say("Versions   ./resforge models list --server " + trainer.address());
        narrator.say("Roll back  ./resforge models rollback --server " + trainer.address() + " --reason 'to see it'");
        narrator.say("Everything is in " + state.path() + ". Ctrl-C stops both services.");
    }
}
