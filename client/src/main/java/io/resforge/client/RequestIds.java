package io.resforge.client;

import java.util.UUID;

/** Makes ids of requests, so that one that gRPC sends again is carried out once. */
final class RequestIds {

    private RequestIds() {}

    static String fresh() {
        return UUID.randomUUID().toString();
    }
}
