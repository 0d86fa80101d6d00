package io.resforge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.cli.common.CleanUp;
import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.Home;
import io.resforge.cli.common.RunningServices;
import io.resforge.cli.common.RunningServices.Running;
import io.resforge.cli.common.TrainerOption;
import io.resforge.testing.FakeServer;
import io.resforge.testing.FakeTrainer;
import io.resforge.testing.Screen;
import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A control plane that answers at the usual address. */
class TrainerAccessTest {

    private final FakeServer server = FakeServer.of(new FakeTrainer());
    private final Screen screen = Screen.piped();
    private final Home home;
    private final CommandContext context;

    TrainerAccessTest(@TempDir Path folder) {
        home = new Home(folder);
        context = new CommandContext(screen.terminal(), home, folder, ZoneOffset.UTC);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Optional<TrainerAccess> existing() {
        TrainerOption option = new TrainerOption(server.address());
        option.use(context);
        try (CleanUp end = new CleanUp()) {
            return TrainerAccess.existing(context, option, new DeviceOption(), end);
        }
    }

    @Test
    void isToldWhereThisStateFolderDidNotStartIt() {
        assertThat(existing()).hasValueSatisfying(it -> assertThat(it.ours()).isFalse());
        assertThat(screen.err())
                .contains("the trainer service at " + server.address() + " was started elsewhere")
                .contains(home.path().toString(), "--server");
        assertThat(screen.out()).isEmpty();
    }

    @Test
    void isTakenWithoutAWordWhereItRunsOverThisStateFolder() throws Exception {
        Running running = Running.now(
                RunningServices.TRAINER, server.address(), URI.create("http://localhost:1/"), ProcessHandle.current());
        try (AutoCloseable told = new RunningServices(home).tell(running)) {
            assertThat(told).isNotNull();
            assertThat(existing()).isPresent();
        }
        assertThat(screen.err()).isEmpty();
    }

    @Test
    void isNoneWhereNothingAnswers() {
        server.close();
        assertThat(existing()).isEmpty();
        assertThat(screen.err()).isEmpty();
    }
}
