package io.resforge.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ClientsTest {

    @Test
    void forgetsClientsOfOneCallWhetherOrNotTheServerIsEverIdle() {
        // Given
        Clients clients = new Clients();
        Queue<QueuedClient> waiting = new ArrayDeque<>();
        // When: a hundred thousand connections with a call each, of which some always wait
        for (int connection = 0; connection < 100_000; connection++) {
            QueuedClient client = clients.get("connection " + connection);
            clients.hold(client, 1);
            clients.reached(clients.begin(client, 1));
            waiting.add(client);
            if (waiting.size() > connection % 100) {
                clients.release(waiting.remove(), 1);
            }
        }
        // Then
        assertThat(clients.known()).isLessThanOrEqualTo(2 * 100 + 1);
    }

    @Test
    void remembersAClientThatHasImagesWaiting() {
        // Given
        Clients clients = new Clients();
        QueuedClient patient = clients.get("patient");
        clients.hold(patient, 1);
        // When
        for (int other = 0; other < 1_000; other++) {
            clients.get("other " + other);
        }
        // Then
        assertThat(clients.get("patient")).isSameAs(patient);
    }
}
