package io.resforge.cli.demo;

import io.resforge.cli.common.Home;
import io.resforge.cli.local.ServiceProcess;
import io.resforge.cli.terminal.HumanFormat;

/** The last words of a demo. */
final class DemoClosing {

    private final Narrator narrator;
    private final Home state;
    private final String image;

    /**
     * @param state that the demo leaves behind
     * @param image a file to classify
     */
    DemoClosing(Narrator narrator, Home state, String image) {
        this.narrator = narrator;
        this.state = state;
        this.image = image;
    }

    /** Both services end now. */
    void done() {
        narrator.step("Done");
        narrator.say("Everything is in " + HumanFormat.path(state.path())
                + "; './resforge demo' leaves the services up to try.");
    }

    /** Both services stay up. */
    void yourTurn(ServiceProcess trainer, ServiceProcess inference) {
        narrator.step("Your turn");
        narrator.say("Classify   ./resforge classify --server " + inference.address() + " " + image);
        narrator.say("Versions   ./resforge models list --server " + trainer.address());
        narrator.say("Roll back  ./resforge models rollback --server " + trainer.address() + " --reason 'to see it'");
        narrator.say("Metrics    " + inference.metrics() + "  " + trainer.metrics());
        narrator.say("Everything is in " + HumanFormat.path(state.path()) + ".");
        narrator.say("Ctrl-C stops both services.");
    }
}
