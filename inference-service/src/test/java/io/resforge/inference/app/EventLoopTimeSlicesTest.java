package io.resforge.inference.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.resforge.inference.models.ReloadEvent;
import io.resforge.inference.testing.FakeModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(120)
class EventLoopTimeSlicesTest {

    private final EventLoopGroup loops = new DefaultEventLoopGroup(2);
    private final EventLoopTimeSlices prompt = new EventLoopTimeSlices(loops);

    @AfterEach
    void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void giveTheLoopsShortTurnsOnceThereIsAModel() throws Exception {
        // Given
        prompt.on("cifar10", new ReloadEvent.NothingPublished());
        List<String> before = turns();
        assumeThat(before)
                .as("a system of Linux 6.12 or newer that tells")
                .allMatch(turn -> turn.startsWith("se.slice"));
        assertThat(before).noneMatch(turn -> turn.endsWith(" 100000"));
        // When
        prompt.on("cifar10", new ReloadEvent.WentLive(FakeModels.live(1), Duration.ZERO, false));
        // Then
        assertThat(turns()).hasSize(2).allMatch(turn -> turn.endsWith(" 100000"));
    }

    private List<String> turns() throws Exception {
        List<String> turns = new ArrayList<>();
        for (EventExecutor loop : loops) {
            turns.add(loop.submit(EventLoopTimeSlicesTest::turn).get());
        }
        return turns;
    }

    private static String turn() throws Exception {
        Path told = Path.of("/proc/thread-self/sched");
        return Files.exists(told)
                ? Files.readAllLines(told).stream()
                        .filter(line -> line.startsWith("se.slice "))
                        .findFirst()
                        .orElse("not told")
                : "not told";
    }
}
