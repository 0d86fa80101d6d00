package io.resforge.support.access;

import static io.resforge.support.access.Role.ADMIN;
import static io.resforge.support.access.Role.CLASSIFY;
import static io.resforge.support.access.Role.FEEDBACK;
import static io.resforge.support.access.Role.OBSERVE;
import static io.resforge.support.access.Role.PROMOTE;
import static io.resforge.support.access.Role.TRAIN;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which call needs which role, of every RPC and every HTTP route of both services: the one place that says so. What has no row is refused.
 * {@code docs/security.md} shows it.
 */
public final class AccessTable {

    /** The one row that a setting opens. */
    static final String METRICS = "GET /q/metrics";

    private static final Set<Role> EVERYONE = Set.of();
    static final Set<Role> ANY_ROLE = Set.of(Role.values());

    /** How a row finds the model that a call is about. */
    static final String NO_MODEL = "–";

    static final String BY_SERVICE = "(service)";
    /** The answer is about all models: a principal that is limited to some may not have it. */
    static final String ALL_MODELS = "(all)";

    private static final boolean CHANGES = true;

    /**
     * A call.
     *
     * @param call a full method name of gRPC, or a method and a path of HTTP whose variable parts stand in braces
     * @param roles of which a principal needs one; none for those that need no identity
     * @param model where the request names the model: a field of the message, {@code {part}} of the path or {@code ?parameter}
     * @param changes whether it changes something that stays, and so is audited
     */
    public record Row(String call, Set<Role> roles, String model, boolean changes) {

        /** Whether it needs no identity. */
        public boolean isOpen() {
            return roles.isEmpty();
        }

        /** Whether the request itself says which model it is about. */
        boolean namesModel() {
            return !model.startsWith("(") && !model.equals(NO_MODEL);
        }

        /** Whether the answer is about all models. */
        boolean isOfAllModels() {
            return model.equals(ALL_MODELS);
        }

        boolean isHttp() {
            return call.contains(" ");
        }

        private String[] parts() {
            return call.split("/", -1);
        }
    }

    /** Calls of one service or of both, with a heading. */
    public record Section(String heading, List<Row> rows) {}

    private static final Section INFERENCE = new Section(
            "Inference service",
            List.of(
                    row("resforge.v1.InferenceService/Classify", Set.of(CLASSIFY), "model"),
                    row("resforge.v1.InferenceService/ClassifyStream", Set.of(CLASSIFY), "model"),
                    row("resforge.v1.InferenceService/GetModel", Set.of(CLASSIFY, OBSERVE), "model"),
                    row("resforge.v1.InferenceService/ListModels", Set.of(CLASSIFY, OBSERVE), BY_SERVICE),
                    row("resforge.v1.InferenceService/Feedback", Set.of(FEEDBACK), BY_SERVICE),
                    row("inference.GRPCInferenceService/ServerLive", EVERYONE, NO_MODEL),
                    row("inference.GRPCInferenceService/ServerReady", EVERYONE, NO_MODEL),
                    row("inference.GRPCInferenceService/ServerMetadata", ANY_ROLE, NO_MODEL),
                    row("inference.GRPCInferenceService/ModelReady", Set.of(CLASSIFY, OBSERVE), "name"),
                    row("inference.GRPCInferenceService/ModelMetadata", Set.of(CLASSIFY, OBSERVE), "name"),
                    row("inference.GRPCInferenceService/ModelConfig", Set.of(CLASSIFY, OBSERVE), "name"),
                    row("inference.GRPCInferenceService/ModelInfer", Set.of(CLASSIFY), "model_name"),
                    row("inference.GRPCInferenceService/ModelStreamInfer", Set.of(CLASSIFY), "model_name"),
                    row("inference.GRPCInferenceService/ModelStatistics", Set.of(CLASSIFY, OBSERVE), BY_SERVICE),
                    row("inference.GRPCInferenceService/RepositoryIndex", Set.of(OBSERVE), BY_SERVICE),
                    row("inference.GRPCInferenceService/RepositoryModelLoad", Set.of(ADMIN), "model_name", CHANGES),
                    row("inference.GRPCInferenceService/RepositoryModelUnload", Set.of(ADMIN), "model_name", CHANGES),
                    row("POST /v1/classify", Set.of(CLASSIFY), "?model"),
                    row("POST /v1/explain", Set.of(CLASSIFY), "?model"),
                    row("POST /v1/feedback", Set.of(FEEDBACK), BY_SERVICE),
                    row("GET /v1/predictions/{id}", Set.of(CLASSIFY, OBSERVE), BY_SERVICE),
                    row("GET /v1/status", Set.of(CLASSIFY, OBSERVE), BY_SERVICE),
                    row("GET /v1/models", Set.of(CLASSIFY, OBSERVE), BY_SERVICE),
                    row("GET /v1/models/{name}", Set.of(CLASSIFY, OBSERVE), "{name}"),
                    row("GET /v1/models/{name}/examples", Set.of(CLASSIFY, OBSERVE), "{name}"),
                    row("GET /v2", ANY_ROLE, NO_MODEL),
                    row("GET /v2/health/live", EVERYONE, NO_MODEL),
                    row("GET /v2/health/ready", EVERYONE, NO_MODEL),
                    row("GET /v2/models/stats", Set.of(CLASSIFY, OBSERVE), BY_SERVICE),
                    row("GET /v2/models/{model}", Set.of(CLASSIFY, OBSERVE), "{model}"),
                    row("GET /v2/models/{model}/config", Set.of(CLASSIFY, OBSERVE), "{model}"),
                    row("GET /v2/models/{model}/ready", Set.of(CLASSIFY, OBSERVE), "{model}"),
                    row("GET /v2/models/{model}/stats", Set.of(CLASSIFY, OBSERVE), "{model}"),
                    row("POST /v2/models/{model}/infer", Set.of(CLASSIFY), "{model}"),
                    row("GET /v2/models/{model}/versions/{version}", Set.of(CLASSIFY, OBSERVE), "{model}"),
                    row("GET /v2/models/{model}/versions/{version}/config", Set.of(CLASSIFY, OBSERVE), "{model}"),
                    row("GET /v2/models/{model}/versions/{version}/ready", Set.of(CLASSIFY, OBSERVE), "{model}"),
                    row("GET /v2/models/{model}/versions/{version}/stats", Set.of(CLASSIFY, OBSERVE), "{model}"),
                    row("POST /v2/models/{model}/versions/{version}/infer", Set.of(CLASSIFY), "{model}"),
                    row("POST /v2/repository/index", Set.of(OBSERVE), BY_SERVICE),
                    row("POST /v2/repository/models/{model}/load", Set.of(ADMIN), "{model}", CHANGES),
                    row("GET /status", Set.of(CLASSIFY, OBSERVE), NO_MODEL),
                    row("GET /predictions/{id}", Set.of(CLASSIFY, OBSERVE), NO_MODEL),
                    row("GET /q/openapi", ANY_ROLE, NO_MODEL)));

    private static final Section CONTROL_PLANE = new Section(
            "Control plane",
            List.of(
                    row("resforge.v1.TrainerService/SubmitRun", Set.of(TRAIN), "spec.model", CHANGES),
                    row("resforge.v1.TrainerService/SubmitSweep", Set.of(TRAIN), BY_SERVICE, CHANGES),
                    row("resforge.v1.TrainerService/GetRun", Set.of(OBSERVE, TRAIN), BY_SERVICE),
                    row("resforge.v1.TrainerService/ListRuns", Set.of(OBSERVE, TRAIN), BY_SERVICE),
                    row("resforge.v1.TrainerService/WatchRun", Set.of(OBSERVE, TRAIN), BY_SERVICE),
                    row("resforge.v1.TrainerService/StreamLogs", Set.of(OBSERVE, TRAIN), BY_SERVICE),
                    row("resforge.v1.TrainerService/SuspendRun", Set.of(TRAIN), BY_SERVICE, CHANGES),
                    row("resforge.v1.TrainerService/ResumeRun", Set.of(TRAIN), BY_SERVICE, CHANGES),
                    row("resforge.v1.TrainerService/CancelRun", Set.of(TRAIN), BY_SERVICE, CHANGES),
                    row("resforge.v1.TrainerService/DeleteRun", Set.of(ADMIN), BY_SERVICE, CHANGES),
                    row("resforge.v1.RegistryService/ListChampions", Set.of(OBSERVE, TRAIN, PROMOTE), BY_SERVICE),
                    row("resforge.v1.RegistryService/ListPromotions", Set.of(OBSERVE, TRAIN, PROMOTE), "model"),
                    row("resforge.v1.RegistryService/ListVersions", Set.of(OBSERVE, TRAIN, PROMOTE), "model"),
                    row("resforge.v1.RegistryService/GetVersion", Set.of(OBSERVE, TRAIN, PROMOTE), "model"),
                    row("resforge.v1.RegistryService/WatchChampion", Set.of(OBSERVE, TRAIN, PROMOTE), "model"),
                    row("resforge.v1.RegistryService/Promote", Set.of(PROMOTE), "model", CHANGES),
                    row("resforge.v1.RegistryService/Rollback", Set.of(PROMOTE), "model", CHANGES),
                    row("GET /runs", Set.of(OBSERVE, TRAIN), BY_SERVICE),
                    row("GET /events", Set.of(OBSERVE, TRAIN), BY_SERVICE),
                    row("GET /runs/new", Set.of(TRAIN), BY_SERVICE),
                    row("POST /runs/new/check", Set.of(TRAIN), BY_SERVICE),
                    row("POST /runs/new", Set.of(TRAIN), BY_SERVICE, CHANGES),
                    row("GET /runs/{run}", Set.of(OBSERVE, TRAIN), BY_SERVICE),
                    row("GET /runs/{run}/events", Set.of(OBSERVE, TRAIN), BY_SERVICE),
                    row("GET /runs/{run}/curves", Set.of(OBSERVE, TRAIN), BY_SERVICE),
                    row("GET /runs/{run}/log", Set.of(OBSERVE, TRAIN), BY_SERVICE),
                    row("GET /runs/{run}/report/{file}", Set.of(OBSERVE, TRAIN), BY_SERVICE),
                    row("POST /runs/{run}/suspend", Set.of(TRAIN), BY_SERVICE, CHANGES),
                    row("POST /runs/{run}/resume", Set.of(TRAIN), BY_SERVICE, CHANGES),
                    row("POST /runs/{run}/cancel", Set.of(TRAIN), BY_SERVICE, CHANGES),
                    row("GET /compare", Set.of(OBSERVE, TRAIN), BY_SERVICE),
                    row("GET /compare/curves", Set.of(OBSERVE, TRAIN), BY_SERVICE),
                    row("GET /sweeps/{run}", Set.of(OBSERVE, TRAIN), BY_SERVICE),
                    row("GET /models", Set.of(OBSERVE, TRAIN, PROMOTE), BY_SERVICE),
                    row("GET /models/{model}", Set.of(OBSERVE, TRAIN, PROMOTE), "{model}"),
                    row("GET /models/{model}/compare", Set.of(OBSERVE, TRAIN, PROMOTE), "{model}"),
                    row("POST /models/{model}/promote", Set.of(PROMOTE), "{model}", CHANGES),
                    row("POST /models/{model}/rollback", Set.of(PROMOTE), "{model}", CHANGES)));

    private static final Section BOTH = new Section(
            "Both",
            List.of(
                    row("grpc.health.v1.Health/Check", EVERYONE, "service"),
                    row("grpc.health.v1.Health/Watch", EVERYONE, "service"),
                    row("grpc.health.v1.Health/List", Set.of(OBSERVE), ALL_MODELS),
                    row("grpc.reflection.v1.ServerReflection/ServerReflectionInfo", ANY_ROLE, NO_MODEL),
                    row("grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", ANY_ROLE, NO_MODEL),
                    row("GET /", EVERYONE, NO_MODEL),
                    row("GET /assets/{file}", EVERYONE, NO_MODEL),
                    row("GET /login", EVERYONE, NO_MODEL),
                    row("POST /login", EVERYONE, NO_MODEL),
                    row("POST /logout", EVERYONE, NO_MODEL),
                    row("GET /q/health", EVERYONE, NO_MODEL),
                    row("GET /q/health/live", EVERYONE, NO_MODEL),
                    row("GET /q/health/ready", EVERYONE, NO_MODEL),
                    row("GET /q/health/started", EVERYONE, NO_MODEL),
                    row(METRICS, Set.of(OBSERVE), ALL_MODELS)));

    private static final List<Section> SECTIONS = List.of(INFERENCE, CONTROL_PLANE, BOTH);

    private static final Map<String, Row> RPCS = new HashMap<>();
    private static final List<Row> ROUTES = new ArrayList<>();

    static {
        SECTIONS.stream().flatMap(section -> section.rows().stream()).forEach(row -> {
            if (row.isHttp()) {
                ROUTES.add(row);
            } else {
                RPCS.put(row.call(), row);
            }
        });
    }

    private AccessTable() {}

    /** The whole table. */
    public static List<Section> sections() {
        return SECTIONS;
    }

    /** The row of an RPC, by its full name; empty if it has none, and so is refused. */
    public static Optional<Row> ofRpc(String fullMethodName) {
        return Optional.ofNullable(RPCS.get(fullMethodName));
    }

    /**
     * The row of an HTTP request; of several the one whose parts are least variable.
     *
     * @param method such as {@code GET}; HEAD counts as GET
     * @param path without its query
     */
    public static Optional<Row> ofRoute(String method, String path) {
        String[] asked = ((method.equals("HEAD") ? "GET" : method) + " " + withoutEnd(path)).split("/", -1);
        return ROUTES.stream()
                .filter(row -> matches(row.parts(), asked))
                .min(Comparator.comparingLong(AccessTable::variables));
    }

    /** What stands in a path where a row has {@code {part}}. */
    static String part(Row row, String path) {
        String[] parts = row.parts();
        String[] asked = withoutEnd(path).split("/", -1);
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].equals(row.model())) {
                return asked[i];
            }
        }
        throw new IllegalStateException(row + " has no such part");
    }

    private static Row row(String call, Set<Role> roles, String model) {
        return new Row(call, roles, model, false);
    }

    private static Row row(String call, Set<Role> roles, String model, boolean changes) {
        return new Row(call, roles, model, changes);
    }

    private static boolean matches(String[] parts, String[] asked) {
        if (parts.length != asked.length) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            boolean variable = parts[i].startsWith("{") && !asked[i].isEmpty();
            if (!variable && !parts[i].equals(asked[i])) {
                return false;
            }
        }
        return true;
    }

    private static long variables(Row row) {
        return Arrays.stream(row.parts()).filter(part -> part.startsWith("{")).count();
    }

    private static String withoutEnd(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
