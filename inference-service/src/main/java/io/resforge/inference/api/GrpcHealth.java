package io.resforge.inference.api;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.quarkus.grpc.GrpcService;
import io.resforge.inference.models.ReloadEvent;
import io.resforge.inference.models.ReloadEvent.ReloadListener;
import io.resforge.inference.models.ServedModels;
import java.util.List;

/**
 * {@code grpc.health.v1}: a model is serving once a version of it is live, or a call can have it loaded; the server and its services once {@link
 * ModelReadiness} says so, until shutdown. It replaces the framework's own, which does not wait for a model.
 */
@GrpcService
public class GrpcHealth implements BindableService, ReloadListener {

    private static final List<String> SERVER = List.of(
            HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
            "resforge.v1.InferenceService",
            "inference.GRPCInferenceService");

    private final HealthStatusManager statuses = new HealthStatusManager();
    private final ServedModels models;

    GrpcHealth(ServedModels models) {
        this.models = models;
        SERVER.forEach(name -> statuses.setStatus(name, ServingStatus.NOT_SERVING));
        models.names().forEach(name -> statuses.setStatus(name, ServingStatus.NOT_SERVING));
    }

    @Override
    public ServerServiceDefinition bindService() {
        return statuses.getHealthService().bindService();
    }

    @Override
    public void on(String model, ReloadEvent event) {
        boolean canAnswer = event instanceof ReloadEvent.WentLive || event instanceof ReloadEvent.Loadable;
        if (canAnswer) {
            statuses.setStatus(model, ServingStatus.SERVING);
        } else if (event instanceof ReloadEvent.NotLoadable) {
            statuses.setStatus(model, ServingStatus.NOT_SERVING);
        }
        boolean decides = canAnswer || event instanceof ReloadEvent.FirstLookEnded;
        if (decides && models.areReady()) {
            SERVER.forEach(name -> statuses.setStatus(name, ServingStatus.SERVING));
        }
    }

    /** Serves no more; nothing changes that afterwards. */
    public void stop() {
        statuses.enterTerminalState();
    }
}
