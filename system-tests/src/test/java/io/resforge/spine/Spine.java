package io.resforge.spine;

import io.resforge.cli.common.Home;
import io.resforge.cli.local.LocalService;
import io.resforge.cli.local.LocalService.ServicePorts;
import io.resforge.cli.local.LocalSetup;
import io.resforge.cli.local.ServiceProcess;
import io.resforge.client.ResForgeClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Both packaged services over one store, for one test class. All that they write stays in {@code target/spine/<class>} until the
 * next run; after a failed test the end of each log is shown. Whatever happens, every process that was started is stopped.
 */
final class Spine implements BeforeAllCallback, AfterAllCallback, AfterTestExecutionCallback {

    /** The checkout. */
    static final Path ROOT = Path.of(System.getProperty("resforge.root")).toAbsolutePath();

    /** The variable from which any Java takes options, in addition to those of its command line. */
    static final String JAVA_OPTIONS = "JAVA_TOOL_OPTIONS";

    // Where the other modules' tests have unpacked libtorch already: it is large.
    private static final Path NATIVES = Path.of(System.getProperty("user.home"), ".djl.ai");

    private final boolean trained;
    private final Map<String, String> settings;
    private final ServicePorts trainerPorts = ServicePorts.free();
    private final ServicePorts inferencePorts = ServicePorts.free();
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final List<ProcessHandle> orphans = new ArrayList<>();

    private Site site;
    private int starts;
    private ServiceProcess trainer;
    private ServiceProcess inference;
    private ResForgeClient client;

    private Spine(boolean trained, Map<String, String> settings) {
        this.trained = trained;
        this.settings = settings;
    }

    /** Over a store that holds nothing. */
    static Spine withEmptyStore() {
        return new Spine(false, Map.of());
    }

    /** Over a store that holds versions 1, the champion, and 2. */
    static Spine withTrainedStore() {
        return new Spine(true, Map.of());
    }

    /** The same with more variables in the services' environment. */
    Spine with(Map<String, String> more) {
        return new Spine(trained, more);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        open(context.getRequiredTestClass().getSimpleName());
        if (trained) {
            TrainedStore.copyTo(store());
        }
    }

    /** Makes the folders, empty. */
    void open(String name) throws IOException {
        site = Site.fresh(name);
        client = ResForgeClient.builder()
                .trainer("localhost:" + trainerPorts.grpc())
                .inference("localhost:" + inferencePorts.grpc())
                .build();
        toClose.push(client);
    }

    /** Starts the control plane, anew if it was there before, and waits until it answers. */
    ServiceProcess startTrainer() {
        trainer = start(LocalService.TRAINER, trainerPorts);
        return trainer.awaitReady();
    }

    /** Starts the inference service, anew if it was there before, and waits until it answers; it may have no model yet. */
    ServiceProcess startInference() {
        inference = start(LocalService.INFERENCE, inferencePorts);
        return inference.awaitReady();
    }

    /** Starts one more inference service on these ports, and waits until it answers. */
    ServiceProcess startInference(ServicePorts ports) {
        return start(LocalService.INFERENCE, ports).awaitReady();
    }

    /** Starts both at the same time. */
    void startBoth() {
        trainer = start(LocalService.TRAINER, trainerPorts);
        inference = start(LocalService.INFERENCE, inferencePorts);
        trainer.awaitReady();
        inference.awaitReady();
    }

    private ServiceProcess start(LocalService service, ServicePorts ports) {
        starts++; // each start has a log of its own
        Map<String, String> variables = environment();
        ServicePorts other = service == LocalService.TRAINER ? inferencePorts : trainerPorts;
        variables.putIfAbsent("RESFORGE_PAGES_OTHER", "http://localhost:" + other.http());
        LocalSetup surroundings = new LocalSetup(
                ROOT, new Home(home()), site.logs().resolve("start-" + starts), NATIVES, "localhost", variables);
        ServiceProcess process = ServiceProcess.start(service, surroundings, ports);
        toClose.push(process);
        return process;
    }

    /** Variables for processes of this store. */
    Map<String, String> environment() {
        Map<String, String> variables = site.environment();
        variables.put("RESFORGE_TRAINER", "localhost:" + trainerPorts.grpc());
        variables.put("RESFORGE_INFERENCE", "localhost:" + inferencePorts.grpc());
        settings.forEach((name, value) ->
                variables.merge(name, value, (before, more) -> name.equals(JAVA_OPTIONS) ? before + " " + more : more));
        return variables;
    }

    /** The control plane's process, the one started last. */
    ServiceProcess trainer() {
        return trainer;
    }

    /** The inference service's process, the one started last. */
    ServiceProcess inference() {
        return inference;
    }

    /** A client of both. */
    ResForgeClient client() {
        return client;
    }

    /** The processes that train for the control plane. They are stopped at the end even if it is not there any more. */
    List<ProcessHandle> workers() {
        List<ProcessHandle> workers = trainer.handle().descendants().toList();
        orphans.addAll(workers);
        return workers;
    }

    /** The store's folder. */
    Path store() {
        return site.store();
    }

    /** What processes keep beside the store. */
    Path home() {
        return site.home();
    }

    /** What all processes print, and what a crashed JVM leaves. */
    Logs logged() {
        return new Logs(site.folder());
    }

    /** Has something closed at the end. */
    <T extends AutoCloseable> T add(T resource) {
        toClose.push(resource);
        return resource;
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            System.err.println("--- " + context.getDisplayName() + " failed; logs in " + site.folder() + " end with:");
            System.err.println(logged().tails());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        close();
    }

    /** Stops everything, whatever fails on the way; the first failure is told. */
    void close() throws Exception {
        Exception first = null;
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().close();
            } catch (Exception failure) {
                first = first == null ? failure : first;
            }
        }
        orphans.forEach(ProcessHandle::destroyForcibly);
        if (first != null) {
            throw first;
        }
    }
}
