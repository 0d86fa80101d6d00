package io.resforge.cli.run;

import io.grpc.Status;
import io.resforge.cli.common.CleanUp;
import io.resforge.cli.common.Session;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.local.Service;
import io.resforge.cli.local.ServiceProcess;
import io.resforge.cli.local.Surroundings;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import java.time.Duration;
import java.util.Optional;

/**
 * A trainer service to submit to.
 *
 * @param client connected to it
 * @param ours whether it was started for this command alone and ends with it
 */
record TrainerAccess(ResForgeClient client, boolean ours) {

    /** The server that the user named, or the one that answers at the usual address. */
    static Optional<TrainerAccess> existing(TrainerOption option, CleanUp end) {
        return option.isGiven() || answers()
                ? Optional.of(new TrainerAccess(end.add(option.connect()), false))
                : Optional.empty();
    }

    /** One of our own. */
    static TrainerAccess start(Session session, CleanUp end) {
        Surroundings here = Surroundings.usual(session.root(), session.home());
        ServiceProcess service =
                end.add(ServiceProcess.start(Service.TRAINER, here)).awaitReady();
        return new TrainerAccess(
                end.add(ResForgeClient.builder().trainer(service.address()).build()), true);
    }

    private static boolean answers() {
        try (ResForgeClient probe = ResForgeClient.builder()
                .deadline(Duration.ofSeconds(2))
                .attempts(1)
                .build()) {
            probe.runs().list(1);
            return true;
        } catch (ResForgeException failure) {
            // A trainer service with a trouble of its own is still one; whoever else listens there is not.
            return failure.status() == Status.Code.INTERNAL;
        }
    }
}
