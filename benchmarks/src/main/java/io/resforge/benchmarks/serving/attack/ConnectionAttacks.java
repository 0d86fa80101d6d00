package io.resforge.benchmarks.serving.attack;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.resforge.benchmarks.serving.server.ClassifyRequests;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.InferenceServiceGrpc;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Connections and requests that are begun and not ended. */
final class ConnectionAttacks {

    private static final String CLASSIFY =
            InferenceServiceGrpc.getClassifyMethod().getFullMethodName();
    private static final int MEGABYTE = 1 << 20;
    private static final int LARGE = 31 * MEGABYTE;
    private static final int UPLOADS = 24;
    private static final int SOCKETS = 210;
    private static final int STREAMS = 1_000;
    private static final int STREAMS_OF_A_CONNECTION = 100;
    private static final int IMAGES_OF_A_STREAM = 10;
    private static final long HELD_NANOS = 6_000_000_000L;

    private ConnectionAttacks() {}

    static String heldUploads(AttackedService service) throws Exception {
        return Attackers.together(UPLOADS, () -> {
            try (Socket upload =
                    service.say("POST /v1/classify HTTP/1.1\r\nHost: l\r\nContent-Length: " + LARGE + "\r\n\r\n")) {
                return held(upload, LARGE - 1);
            }
        });
    }

    static String heldChunks(AttackedService service) throws Exception {
        return Attackers.together(UPLOADS, () -> {
            try (Socket upload =
                    service.say("POST /v1/classify HTTP/1.1\r\nHost: l\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + Integer.toHexString(LARGE) + "\r\n")) {
                return held(upload, LARGE - 1);
            }
        });
    }

    /** Sends bytes, and holds the connection open for a while. */
    static String held(Socket upload, int bytes) {
        try {
            byte[] some = new byte[64 << 10];
            for (int sent = 0; sent < bytes; sent += some.length) {
                upload.getOutputStream().write(some, 0, Math.min(some.length, bytes - sent));
            }
            LockSupport.parkNanos(HELD_NANOS);
            return upload.getInputStream().available() > 0
                    ? new String(upload.getInputStream().readNBytes(12), StandardCharsets.US_ASCII).substring(9)
                    : "held";
        } catch (IOException e) {
            return "cut off";
        }
    }

    static String heldCalls(AttackedService service, String method) throws Exception {
        return Attackers.together(UPLOADS, () -> {
            try (HeldCall call = HeldCall.begin(service.connect(service.grpc()), "/" + method, LARGE)) {
                int sent = call.send(LARGE - 1, HeldCall.FRAME);
                LockSupport.parkNanos(HELD_NANOS);
                return sent == LARGE - 1 ? "held" : "ended";
            } catch (IOException e) {
                return "cut off";
            }
        });
    }

    /** Each is decoded for some time; its sender is gone by then. */
    static String hungUp(AttackedService service) throws Exception {
        byte[] upload = Arrays.copyOf(LargePicture.png(5_000, false), LARGE / 2);
        String head = "POST /v1/classify HTTP/1.1\r\nHost: l\r\nContent-Type: image/png\r\nContent-Length: ";
        return Attackers.together(UPLOADS, () -> {
            int sent = 0;
            for (int times = 0; times < 3; times++) {
                try (Socket socket = service.say(head + upload.length + "\r\n\r\n")) {
                    socket.getOutputStream().write(upload);
                    sent++;
                } catch (IOException e) {
                    // as it must be for most
                }
            }
            return sent + " sent";
        });
    }

    static String chunksOfAByte(AttackedService service) throws Exception {
        byte[] chunks = "1\r\na\r\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        return Attackers.together(UPLOADS, () -> {
            try (Socket upload =
                    service.say("POST /v1/classify HTTP/1.1\r\nHost: l\r\nTransfer-Encoding: chunked\r\n\r\n")) {
                for (int times = 0; times < 10; times++) {
                    upload.getOutputStream().write(chunks);
                }
                return held(upload, 0);
            } catch (IOException e) {
                return "cut off";
            }
        });
    }

    static String framesOfAByte(AttackedService service) throws Exception {
        return Attackers.together(UPLOADS, () -> {
            try (HeldCall call = HeldCall.begin(service.connect(service.grpc()), "/" + CLASSIFY, LARGE)) {
                int sent = call.send(50_000, 1);
                LockSupport.parkNanos(HELD_NANOS);
                return sent == 50_000 ? "held" : "ended";
            } catch (IOException e) {
                return "cut off";
            }
        });
    }

    static String manyCalls(AttackedService service) throws Exception {
        return Attackers.together(10, () -> {
            try (HeldCall calls = HeldCall.begin(service.connect(service.grpc()), "/" + CLASSIFY, LARGE)) {
                calls.beginMore("/" + CLASSIFY, 990);
                LockSupport.parkNanos(HELD_NANOS);
                return "held";
            } catch (IOException e) {
                return "cut off";
            }
        });
    }

    /** Asks for a page, and does not take it. */
    static String unread(AttackedService service) throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < SOCKETS; i++) {
                open.add(service.say("GET /q/metrics HTTP/1.1\r\nHost: l\r\n\r\n"));
            }
            LockSupport.parkNanos(HELD_NANOS);
            return SOCKETS + " held";
        } finally {
            closeAll(open);
        }
    }

    static String sockets(AttackedService service, int port, String begin) throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < SOCKETS; i++) {
                Socket socket = service.connect(port);
                socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
                open.add(socket);
            }
            for (int second = 0; second < HELD_NANOS / 1_000_000_000; second++) {
                LockSupport.parkNanos(1_000_000_000);
                trickle(open, !begin.isEmpty());
            }
            return SOCKETS + " held";
        } finally {
            closeAll(open);
        }
    }

    static void trickle(List<Socket> open, boolean any) {
        for (Socket socket : open) {
            try {
                socket.getOutputStream().write(any ? new byte[] {'a'} : new byte[0]);
            } catch (IOException e) {
                // the service may end it
            }
        }
    }

    static String manySockets(AttackedService service, int port, int count) throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                open.add(service.connect(port));
            }
            LockSupport.parkNanos(HELD_NANOS);
            return (int) service.metric("resforge_inference_connections") + " open";
        } finally {
            closeAll(open);
        }
    }

    /** Streams over which images are sent, and whose answers are not taken. */
    static String unreadStreams(AttackedService service) {
        ClassifyRequest image = ClassifyRequests.classify(new byte[ImageShape.CIFAR.bytes()]);
        List<ManagedChannel> channels = new ArrayList<>();
        AtomicInteger ended = new AtomicInteger();
        try {
            for (int i = 0; i < STREAMS; i++) {
                if (i % STREAMS_OF_A_CONNECTION == 0) {
                    channels.add(NettyChannelBuilder.forAddress("127.0.0.1", service.grpc())
                            .usePlaintext()
                            .build());
                }
                UnreadStream stream = new UnreadStream(ended);
                StreamObserver<ClassifyRequest> requests =
                        InferenceServiceGrpc.newStub(channels.getLast()).classifyStream(stream);
                for (int sent = 0; sent < IMAGES_OF_A_STREAM; sent++) {
                    requests.onNext(image);
                }
            }
            LockSupport.parkNanos(HELD_NANOS);
            return STREAMS - ended.get() + " of " + STREAMS + " open";
        } finally {
            channels.forEach(ManagedChannel::shutdownNow);
        }
    }

    /** Asks for no answer, and counts its end. */
    private record UnreadStream(AtomicInteger ended)
            implements ClientResponseObserver<ClassifyRequest, ClassifyResponse> {

        @Override
        public void beforeStart(ClientCallStreamObserver<ClassifyRequest> call) {
            call.disableAutoRequestWithInitial(0);
        }

        @Override
        public void onNext(ClassifyResponse answer) {
            throw new IllegalStateException("an answer came that was not asked for");
        }

        @Override
        public void onError(Throwable failure) {
            ended.incrementAndGet();
        }

        @Override
        public void onCompleted() {
            ended.incrementAndGet();
        }
    }

    static void closeAll(List<Socket> open) throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }
}
