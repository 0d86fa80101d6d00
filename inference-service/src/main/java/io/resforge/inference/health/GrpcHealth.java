package io.resforge.inference.health;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.quarkus.grpc.GrpcService;
import io.resforge.inference.watcher.ReloadEvent;
import io.resforge.inference.watcher.ReloadListener;

/**
 * {@code grpc.health.v1}: the server as a whole and its inference service are serving once a model is live, until it goes down. It
 * stands in for the framework's own, which says that all is well before there is a model.
 */
@GrpcService
public class GrpcHealth implements BindableService, ReloadListener {

    private static final String INFERENCE = "resforge.v1.InferenceService";

    private final HealthStatusManager statuses = new HealthStatusManager();

    GrpcHealth() {
        set(ServingStatus.NOT_SERVING);
    }

    @Override
    public ServerServiceDefinition bindService() {
        return statuses.getHealthService().bindService();
    }

    @Override
    public void on(ReloadEvent event) {
        if (event instanceof ReloadEvent.WentLive) {
            set(ServingStatus.SERVING);
        }
    }

    /** Serves no more; nothing changes that afterwards. */
    public void stop() {
        statuses.enterTerminalState();
    }

    private void set(ServingStatus status) {
        statuses.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        statuses.setStatus(INFERENCE, status);
    }
}
