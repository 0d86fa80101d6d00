package io.resforge.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.cli.demo.Demo.DemoAccuracy;
import io.resforge.cli.demo.DemoImages.DemoImage;
import io.resforge.client.Images;
import io.resforge.client.ResForgeClient;
import io.resforge.testing.FakeInference;
import io.resforge.testing.FakeServer;
import io.resforge.testing.Screen;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoAccuracyTest {

    @Test
    void marksWhatIsRightAndWhatIsWrong() {
        // Given
        Screen screen = Screen.ascii();
        List<DemoImage> pictures = List.of(
                new DemoImage("frog/1.png", "frog", Images.encoded(new byte[1])),
                new DemoImage("cat/1.png", "cat", Images.encoded(new byte[1])));
        // When
        try (FakeServer server = FakeServer.of(new FakeInference());
                ResForgeClient client =
                        ResForgeClient.builder().inference(server.address()).build()) {
            new DemoAccuracy(screen.terminal()).print(pictures, client.inference());
        }
        // Then
        assertThat(screen.out()).isEqualTo("""
                          IMAGE       IS    MODEL SAYS
                          frog/1.png  frog  frog        ok  75.0%  ###############
                          cat/1.png   cat   frog        no  75.0%  ###############
                        """);
    }
}
