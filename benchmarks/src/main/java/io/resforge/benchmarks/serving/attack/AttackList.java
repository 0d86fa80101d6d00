package io.resforge.benchmarks.serving.attack;

import io.resforge.v1.InferenceServiceGrpc;
import java.util.List;

/** All attacks. To add one is to add a line here and the method that it names. */
public final class AttackList {

    private static final String CLASSIFY =
            InferenceServiceGrpc.getClassifyMethod().getFullMethodName();
    private static final String STREAM =
            InferenceServiceGrpc.getClassifyStreamMethod().getFullMethodName();

    private AttackList() {}

    /** In the order in which they are run. */
    public static List<Attack> all() {
        return List.of(
                new Attack("12 MiB of empty images, gzip", service -> RequestAttacks.empties(service, CLASSIFY, 1)),
                new Attack("12 MiB of empty parameters, inputs, outputs, contents", RequestAttacks::emptyTensors),
                new Attack("31 MB for methods without images", RequestAttacks::largeNames),
                new Attack(
                        "32 MB of JSON: empty strings",
                        service -> RequestAttacks.json(
                                service,
                                "{\"inputs\":[{\"name\":\"images\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[",
                                "\"\",",
                                "\"\"]}]}")),
                new Attack(
                        "32 MB of JSON: numbers",
                        service -> RequestAttacks.json(
                                service,
                                "{\"inputs\":[{\"name\":\"images\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[",
                                "1,",
                                "1]}]}")),
                new Attack(
                        "32 MB of JSON: lists in parameters",
                        service -> RequestAttacks.json(service, "{\"parameters\":{\"a\":[", "[],", "1]}}")),
                new Attack(
                        "32 MB of JSON: inputs",
                        service -> RequestAttacks.json(service, "{\"inputs\":[", "{},", "{}]}")),
                new Attack("bodies that grow a thousandfold: gzip", RequestAttacks::bombs),
                new Attack("24 uploads of 31 MB held open, HTTP", ConnectionAttacks::heldUploads),
                new Attack("24 uploads in chunks held open, HTTP", ConnectionAttacks::heldChunks),
                new Attack(
                        "24 uploads of 31 MB held open, gRPC",
                        service -> ConnectionAttacks.heldCalls(service, CLASSIFY)),
                new Attack(
                        "24 streams of 31 MB held open, gRPC", service -> ConnectionAttacks.heldCalls(service, STREAM)),
                new Attack("uploads of 31 MB hung up while they are decoded", ConnectionAttacks::hungUp),
                new Attack("uploads byte by byte, HTTP", ConnectionAttacks::chunksOfAByte),
                new Attack("uploads byte by byte, gRPC", ConnectionAttacks::framesOfAByte),
                new Attack("10,000 calls begun, gRPC", ConnectionAttacks::manyCalls),
                new Attack(
                        "two callers with PNGs of 25 megapixels",
                        service -> RequestAttacks.pictures(service, 5_000, false)),
                new Attack(
                        "the same, four samples of 16 bits", service -> RequestAttacks.pictures(service, 5_000, true)),
                new Attack("210 clients that do not read the page they asked for", ConnectionAttacks::unread),
                new Attack("210 idle sockets, HTTP", service -> ConnectionAttacks.sockets(service, service.http(), "")),
                new Attack("210 idle sockets, gRPC", service -> ConnectionAttacks.sockets(service, service.grpc(), "")),
                new Attack(
                        "1,500 idle sockets, HTTP",
                        service -> ConnectionAttacks.manySockets(service, service.http(), 1_500)),
                new Attack(
                        "10,000 idle sockets, HTTP",
                        service -> ConnectionAttacks.manySockets(service, service.http(), 10_000)),
                new Attack(
                        "10,000 idle sockets, gRPC",
                        service -> ConnectionAttacks.manySockets(service, service.grpc(), 10_000)),
                new Attack("1,000 streams whose answers are not read", ConnectionAttacks::unreadStreams),
                new Attack(
                        "210 heads that trickle",
                        service -> ConnectionAttacks.sockets(service, service.http(), "GET /q/health HTTP/1.1\r\nA: ")),
                new Attack(
                        "210 bodies that trickle",
                        service -> ConnectionAttacks.sockets(
                                service,
                                service.http(),
                                "POST /v1/classify HTTP/1.1\r\nHost: l\r\nContent-Length: 4000\r\n\r\n")),
                new Attack("400 made-up methods, paths and models", RequestAttacks::madeUp),
                new Attack("400 verdicts on invented predictions", RequestAttacks::inventedFeedback),
                new Attack("2,000 times: look for a new version", RequestAttacks::looks));
    }
}
