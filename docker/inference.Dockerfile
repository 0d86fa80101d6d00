# The inference service. Build from the repository's root:
#   docker build -f docker/inference.Dockerfile -t resforge/inference .
# With what ./mvnw has packaged already, instead of compiling here:
#   docker build … --build-context app=inference-service/target/quarkus-app .
ARG JDK=docker.io/library/eclipse-temurin:25.0.4_7-jdk-noble@sha256:2feab631bffce6236d8bb5261a4abe19a8d6f85bad1c01166f74686c983d011f
ARG BASE=docker.io/library/eclipse-temurin:25.0.4_7-jre-noble@sha256:b573af9e331196fbc42e246da4df24df9b6c556c73e7efddfde0511f1c9508c5

# --- compile; the Maven repository is kept from build to build ---
FROM ${JDK} AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -q -B -pl inference-service -am package -Dmaven.test.skip -Dspotless.skip

FROM scratch AS app
COPY --from=build /src/inference-service/target/quarkus-app /

# --- split into what changes seldom and what changes often ---
FROM ${JDK} AS layers
COPY docker/lay-out /
COPY --from=app / /application
RUN /lay-out /application /layers cpu

# --- the image ---
FROM ${BASE}
ENV PYTORCH_LIBRARY_PATH=/opt/resforge/libtorch PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cpu \
    RESFORGE_HOME=/var/lib/resforge DJL_CACHE_DIR=/var/lib/resforge/cache/djl \
    JDK_JAVA_OPTIONS="-XX:+UseSerialGC -XX:MaxRAMPercentage=40 -Xmn64m -XX:SurvivorRatio=4 -XX:TargetSurvivorRatio=90"
WORKDIR /opt/resforge
RUN mkdir /var/lib/resforge && chown 10001:10001 /var/lib/resforge
COPY docker/health bin/
COPY --from=layers /layers/libtorch libtorch/
COPY --from=layers /layers/onnxruntime onnxruntime/
COPY --from=layers /layers/lib app/lib/
COPY --from=layers /layers/app app/
# The options of every start, with the jars in one order: what is kept of the rehearsal is for that order. Without profiles, which would have
# Java compile at once what was hot, beside the start that they are to hasten.
RUN { \
        echo '--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow --add-opens=java.base/java.lang=ALL-UNNAMED'; \
        echo '-Donnxruntime.native.path=/opt/resforge/onnxruntime'; \
        set -- "$PWD"/app/quarkus/*.jar "$PWD"/app/app/*.jar "$PWD"/app/lib/boot/*.jar "$PWD"/app/lib/main/*.jar; IFS=:; echo "-cp $*"; \
    } >app/options \
    && DJL_CACHE_DIR=/tmp/djl java @app/options -Xlog:aot=error -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining \
        -XX:AOTCacheOutput=app/start.aot io.resforge.inference.app.InferenceMain rehearse \
    && test -s app/start.aot && rm -rf /tmp/*

USER 10001:10001
# Where callers can reach it. It starts with a certificate (RESFORGE_TLS_CERTIFICATE, RESFORGE_TLS_KEY), or by
# RESFORGE_TLS_PLAINTEXT=anywhere on a network that is trusted.
ENV QUARKUS_HTTP_HOST=0.0.0.0 QUARKUS_GRPC_SERVER_HOST=0.0.0.0
EXPOSE 8080 9000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["/opt/resforge/bin/health", "8080"]
ENTRYPOINT ["java", "@/opt/resforge/app/options", "-XX:+ExitOnOutOfMemoryError", "-XX:AOTCache=/opt/resforge/app/start.aot", \
    "io.resforge.inference.app.InferenceMain"]

ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="ResForge inference" \
    org.opencontainers.image.description="Hot-loads the best checkpoint and serves it over gRPC" \
    org.opencontainers.image.licenses="Apache-2.0" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"
