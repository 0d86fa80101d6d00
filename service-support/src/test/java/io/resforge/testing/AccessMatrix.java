package io.resforge.testing;

import io.grpc.CallOptions;
import io.grpc.InternalChannelz;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.resforge.support.access.AccessTable;
import io.resforge.support.access.AccessTable.Row;
import io.resforge.support.access.Role;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes every call of a running service with every identity, and tells which were answered otherwise than {@link AccessTable} says. */
public final class AccessMatrix {

    /** As the name of a principal: no token at all. */
    public static final String NONE = "none";

    /** As the name of a principal: one that the file does not have. */
    public static final String UNKNOWN = "unknown";

    private static final String METHOD = " /";
    /** Routes of the framework that have no row on purpose, so that all are refused: some are there in tests only. */
    public static final Set<String> REFUSED = Set.of(
            "GET /q/health-ui",
            "GET /q/health/group",
            "GET /q/health/group/",
            "GET /q/health/well",
            "GET /q/openapi.json",
            "GET /q/openapi.yaml",
            "GET /q/openapi.yml",
            "GET /q/swagger-ui",
            "GET /webjars/");

    private static final int REFUSED_WITHIN_SECONDS = 20;
    private static final int ADMITTED_WITHIN_MILLIS = 500;

    private AccessMatrix() {}

    /** The RPCs of the gRPC servers of this process, by their full names. */
    public static List<MethodDescriptor<?, ?>> rpcs() {
        List<MethodDescriptor<?, ?>> methods = new ArrayList<>();
        InternalChannelz.instance().getServers(0, 1_000).servers.stream()
                .filter(Server.class::isInstance)
                .map(Server.class::cast)
                .filter(server -> !server.isTerminated())
                .flatMap(server -> server.getServices().stream())
                .forEach(service -> service.getMethods().forEach(method -> methods.add(method.getMethodDescriptor())));
        return methods;
    }

    /** Those that have no row. */
    public static TreeSet<String> rpcsWithoutRow() {
        TreeSet<String> without = new TreeSet<>();
        rpcs().stream()
                .map(MethodDescriptor::getFullMethodName)
                .filter(name -> AccessTable.ofRpc(name).isEmpty())
                .forEach(without::add);
        return without;
    }

    /** The paths that the HTTP server of this process answers, with those of the routers in it: {@code GET /q/health}. */
    public static List<String> routes(Router router) {
        List<String> routes = new ArrayList<>();
        collect(router, "", routes);
        return routes;
    }

    /** Those that have no row, but for those of the framework that all are refused. */
    public static TreeSet<String> routesWithoutRow(Router router) {
        return routes(router).stream()
                .filter(route -> !REFUSED.contains(route))
                .filter(route -> AccessTable.ofRoute(route.split(" ")[0], route.split(" ")[1])
                        .isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void collect(Router router, String above, List<String> routes) {
        for (Route route : router.getRoutes()) {
            List<Router> below = RouterInside.of(route);
            String path = above + (route.getPath() == null ? "" : route.getPath());
            below.forEach(inner -> collect(inner, path.replaceFirst("/$", ""), routes));
            if (below.isEmpty() && route.getPath() != null) {
                Set<HttpMethod> methods = route.methods() == null ? Set.of(HttpMethod.GET) : route.methods();
                methods.forEach(method -> routes.add(method.name() + " " + path));
            }
        }
    }

    /** Makes every RPC with every identity; each line is one that was answered wrongly. */
    public static List<String> wrongRpcs(ManagedChannel channel) {
        List<String> wrong = new ArrayList<>();
        for (MethodDescriptor<?, ?> method : rpcs()) {
            Row row = AccessTable.ofRpc(method.getFullMethodName()).orElseThrow();
            identities().forEach(identity -> {
                Optional<Status.Code> expected = refusal(row, identity);
                Status.Code actual = call(channel, method, identity, expected.isPresent());
                boolean right = expected.map(code -> code == actual)
                        .orElse(actual != Status.Code.UNAUTHENTICATED && actual != Status.Code.PERMISSION_DENIED);
                if (!right) {
                    wrong.add(identity + ": " + row.call() + " gave " + actual);
                }
            });
        }
        return wrong;
    }

    /** Calls what there is not: that is told to no caller, known or not. Each line is one that was answered otherwise. */
    public static List<String> wrongUnknownRpcs(ManagedChannel channel) {
        List<String> wrong = new ArrayList<>();
        for (String name : List.of("no.such.Service/Nothing", "resforge.v1.TrainerService/Nothing", "a/b/c", "x")) {
            MethodDescriptor<byte[], byte[]> method = MethodDescriptor.<byte[], byte[]>newBuilder(
                            RawMessages.MARSHALLER, RawMessages.MARSHALLER)
                    .setFullMethodName(name)
                    .setType(MethodType.UNARY)
                    .build();
            identities().forEach(identity -> {
                boolean stranger = identity.equals(NONE) || identity.equals(UNKNOWN);
                Status.Code actual = call(channel, method, identity, true);
                if (actual != (stranger ? Status.Code.UNAUTHENTICATED : Status.Code.PERMISSION_DENIED)) {
                    wrong.add(identity + ": " + name + " gave " + actual);
                }
            });
        }
        return wrong;
    }

    /** The same of HTTP, of the routes with these headings in the table. */
    public static List<String> wrongRoutes(URI server, List<String> headings) {
        List<String> wrong = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            AccessTable.sections().stream()
                    .filter(section -> headings.contains(section.heading()))
                    .flatMap(section -> section.rows().stream())
                    .filter(row -> row.call().contains(METHOD))
                    .forEach(row -> identities().forEach(identity -> {
                        int expected = refusal(row, identity)
                                .map(code -> code == Status.Code.UNAUTHENTICATED ? 401 : 403)
                                .orElse(0);
                        int actual = request(http, server, row, identity);
                        if (expected == 0 ? actual == 401 || actual == 403 : actual != expected) {
                            wrong.add(identity + ": " + row.call() + " gave " + actual);
                        }
                    }));
        }
        return wrong;
    }

    private static Stream<String> identities() {
        return Stream.concat(Stream.of(NONE, UNKNOWN), Stream.of(Role.values()).map(Role::word));
    }

    /** How a call is refused; empty if it is not. */
    private static Optional<Status.Code> refusal(Row row, String identity) {
        if (row.isOpen()) {
            return Optional.empty();
        }
        if (identity.equals(NONE) || identity.equals(UNKNOWN)) {
            return Optional.of(Status.Code.UNAUTHENTICATED);
        }
        boolean may = identity.equals(Role.ADMIN.word())
                || row.roles().stream().map(Role::word).anyMatch(identity::equals);
        return may ? Optional.empty() : Optional.of(Status.Code.PERMISSION_DENIED);
    }

    private static Status.Code call(
            ManagedChannel channel, MethodDescriptor<?, ?> method, String identity, boolean refused) {
        MethodDescriptor<byte[], byte[]> raw = MethodDescriptor.<byte[], byte[]>newBuilder(
                        RawMessages.MARSHALLER, RawMessages.MARSHALLER)
                .setFullMethodName(method.getFullMethodName())
                .setType(method.getType())
                .build();
        // Some streams last as long as their client likes: that they began shows by their going on.
        boolean lasts = !refused && method.getType() != MethodType.UNARY;
        CallOptions options = lasts
                ? CallOptions.DEFAULT.withDeadlineAfter(ADMITTED_WITHIN_MILLIS, TimeUnit.MILLISECONDS)
                : CallOptions.DEFAULT.withDeadlineAfter(REFUSED_WITHIN_SECONDS, TimeUnit.SECONDS);
        try {
            var intercepted = io.grpc.ClientInterceptors.intercept(
                    channel, MetadataUtils.newAttachHeadersInterceptor(headers(identity)));
            ClientCalls.blockingServerStreamingCall(intercepted, raw, options, new byte[0])
                    .forEachRemaining(answer -> {});
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    /** The metadata that brings an identity. */
    public static Metadata headers(String identity) {
        Metadata headers = new Metadata();
        if (!identity.equals(NONE)) {
            headers.put(
                    Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                    "Bearer " + TestPrincipals.token(identity));
        }
        return headers;
    }

    private static int request(HttpClient http, URI server, Row row, String identity) {
        String[] call = row.call().split(" ");
        String path = call[1].replace("{version}", "1").replaceAll("\\{[a-z]+}", "cifar10");
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofSeconds(REFUSED_WITHIN_SECONDS))
                .method(call[0], HttpRequest.BodyPublishers.ofByteArray(new byte[call[0].equals("POST") ? 10 : 0]));
        if (!identity.equals(NONE)) {
            request.header("Authorization", "Bearer " + TestPrincipals.token(identity));
        }
        // Some answers go on as long as their client likes.
        try {
            HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            answer.body().close();
            return answer.statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(row.call(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Vert.x keeps the router that a route leads to in its handler, and has no method that tells it. */
    private static final class RouterInside {

        private static final int DEPTH = 3;

        static List<Router> of(Route route) {
            try {
                Method state = route.getClass().getDeclaredMethod("state");
                state.setAccessible(true);
                Method handlers = state.getReturnType().getDeclaredMethod("getContextHandlers");
                handlers.setAccessible(true);
                List<Router> found = new ArrayList<>();
                List<?> all = (List<?>) handlers.invoke(state.invoke(route));
                for (Object handler : all == null ? List.of() : all) {
                    search(handler, DEPTH, found);
                }
                return found;
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("Vert.x keeps its routes in another way: look there anew", e);
            }
        }

        private static void search(Object object, int depth, List<Router> found) throws IllegalAccessException {
            if (object instanceof Router router) {
                found.add(router);
            } else if (object != null
                    && depth > 0
                    && object.getClass().getName().contains("$$Lambda")) {
                for (Field field : object.getClass().getDeclaredFields()) {
                    field.setAccessible(true);
                    search(field.get(object), depth - 1, found);
                }
            }
        }
    }
}
