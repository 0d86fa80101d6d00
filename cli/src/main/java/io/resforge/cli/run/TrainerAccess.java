package io.resforge.cli.run;

import io.grpc.Status;
import io.resforge.cli.common.CleanUp;
import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.ServiceOrStore;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.local.LocalService;
import io.resforge.cli.local.LocalSetup;
import io.resforge.cli.local.ServiceProcess;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A trainer service to submit to.
 *
 * @param client connected to it
 * @param ours whether it was started for this command alone and ends with it
 */
public record TrainerAccess(ResForgeClient client, boolean ours) {

    /** On a busy machine the first answer of a service takes its time; where none is there, the call fails at once. */
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

    private static final Set<Status.Code> ANSWERS = EnumSet.of(
            Status.Code.INTERNAL,
            Status.Code.UNAUTHENTICATED,
            Status.Code.PERMISSION_DENIED,
            Status.Code.RESOURCE_EXHAUSTED);

    /** The server that the user named, or the one that answers at the usual address; one that no state here knows of is told. */
    public static Optional<TrainerAccess> existing(
            CommandContext context, TrainerOption option, DeviceOption device, CleanUp end) {
        if (!option.isGiven() && !answers(option)) {
            return Optional.empty();
        }
        device.requireUnused();
        option.guessed().ifPresent(address -> tellStranger(context, address));
        return Optional.of(new TrainerAccess(end.add(option.connect()), false));
    }

    /**
     * One of our own.
     *
     * @param parallel runs that it works on at a time; each gets its part of the processors
     */
    public static TrainerAccess start(CommandContext context, int parallel, DeviceOption device, CleanUp end) {
        Map<String, String> environment = new HashMap<>(device.environment());
        environment.put("RESFORGE_WORKER_PARALLEL", Integer.toString(parallel));
        // It is reached from this machine only, and what this command asks for its user wants.
        environment.put("RESFORGE_ALLOWED_DATASETS", "any");
        // An identity that other services ask for is none of this one's business.
        environment.put("RESFORGE_ACCESS_REQUIRED", "false");
        environment.put("RESFORGE_ACCESS_PRINCIPALS", "");
        environment.put("RESFORGE_ACCESS_OIDC_ISSUER", "");
        environment.put("RESFORGE_ACCESS_KUBERNETES_AUDIENCES", "");
        LocalSetup here = LocalSetup.usual(context.root(), context.home()).withEnvironment(environment);
        ServiceProcess service =
                end.add(ServiceProcess.start(LocalService.TRAINER, here)).awaitReady();
        return new TrainerAccess(
                end.add(ResForgeClient.builder().trainer(service.address()).build()), true);
    }

    private static void tellStranger(CommandContext context, String address) {
        String state = context.state()
                .map(home -> ", not by 'up' over " + HumanFormat.path(home.path()))
                .orElse("");
        context.terminal()
                .err()
                .println("note: the trainer service at " + address + " was started elsewhere" + state
                        + "; runs and models are where it keeps them. --server names another.");
    }

    private static boolean answers(TrainerOption option) {
        try (ResForgeClient probe = option.connect(ANSWERS_WITHIN)) {
            probe.runs().list(1);
            return true;
        } catch (ResForgeException failure) {
            // A trainer service with an internal error is still one, and one that asks for an identity; any other
            // server is not.
            return ANSWERS.contains(failure.status()) && !ServiceOrStore.isAbsent(failure);
        }
    }
}
