package io.resforge.benchmarks.serving.load;

import io.grpc.MethodDescriptor;

/**
 * One call, ready to be sent: its message is bytes, so that any server can be asked, and nothing is serialised while time is measured.
 *
 * @param method such as {@code package.Service/Method}
 * @param message the request, serialised
 * @param cancelled whether the caller goes away a moment after it has sent it
 */
public record Request(MethodDescriptor<byte[], byte[]> method, byte[] message, boolean cancelled) {

    /** A call whose answer the caller waits for. */
    public static Request of(String method, byte[] message) {
        return new Request(
                MethodDescriptor.<byte[], byte[]>newBuilder(Bytes.INSTANCE, Bytes.INSTANCE)
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(method)
                        .build(),
                message,
                false);
    }

    /** The same, but the caller goes away. */
    public Request cancelledSoon() {
        return new Request(method, message, true);
    }
}
