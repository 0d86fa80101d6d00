# The trainer for NVIDIA GPUs (x86-64; a driver for CUDA 12.8). Build from the repository's root:
#   docker build -f docker/trainer-cuda.Dockerfile -t resforge/trainer-cuda .
# With what ./mvnw has packaged already, instead of compiling here:
#   docker build … --build-context app=trainer-service/target/quarkus-app .
ARG JDK=docker.io/library/eclipse-temurin:25.0.4_7-jdk-noble@sha256:2feab631bffce6236d8bb5261a4abe19a8d6f85bad1c01166f74686c983d011f
ARG BASE=docker.io/library/eclipse-temurin:25.0.4_7-jre-noble@sha256:b573af9e331196fbc42e246da4df24df9b6c556c73e7efddfde0511f1c9508c5
ARG TORCH=docker.io/pytorch/pytorch:2.7.1-cuda12.8-cudnn9-runtime@sha256:c16f4c749e2d9e96878875cdf6cc45cddda1d1a36fddd371dd6f2360f1b6e2a2

# --- compile; the Maven repository is kept from build to build ---
FROM ${JDK} AS build
WORKDIR /src
COPY . .
ARG REVISION=unknown
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -q -B -pl trainer-service -am package -Dmaven.test.skip -Dspotless.skip "-Dgit.commit.id.full=$REVISION"

FROM scratch AS app
COPY --from=build /src/trainer-service/target/quarkus-app /

# --- split into what changes seldom and what changes often ---
FROM ${JDK} AS layers
COPY docker/lay-out /
COPY --from=app / /application
RUN /lay-out /application /layers cu128

FROM ${JDK} AS sample
COPY cli/src/main/java/io/resforge/cli/data/Sheets.java /io/resforge/cli/data/
COPY samples/cifar10 /sheets
RUN java /io/resforge/cli/data/Sheets.java /sheets /sample

# --- PyTorch's own libraries with CUDA's, without Python ---
FROM ${TORCH} AS torch
COPY docker/take-libtorch /
RUN /take-libtorch /libtorch

# --- the image ---
FROM ${BASE}
ENV PYTORCH_LIBRARY_PATH=/opt/resforge/libtorch/torch/lib PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cu128 \
    NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    RESFORGE_HOME=/var/lib/resforge DJL_CACHE_DIR=/var/lib/resforge/cache/djl \
    RESFORGE_SAMPLE_DIR=/opt/resforge/data/sample \
    JDK_JAVA_OPTIONS="-XX:+UseSerialGC -XX:MaxRAMPercentage=25 -Donnxruntime.native.path=/opt/resforge/onnxruntime"
WORKDIR /opt/resforge
RUN mkdir /var/lib/resforge && chown 10001:10001 /var/lib/resforge
COPY docker/health docker/warm-up bin/
COPY --from=torch /libtorch libtorch/
COPY --from=sample /sample data/sample/
COPY --from=layers /layers/libtorch libtorch/torch/lib/
COPY --from=layers /layers/onnxruntime onnxruntime/
COPY --from=layers /layers/lib app/lib/
COPY --from=layers /layers/app app/
RUN RESFORGE_HOME=/tmp/warm-up DJL_CACHE_DIR=/tmp/warm-up bin/warm-up 8081 \
        java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
        -Xlog:aot=error -XX:AOTCacheOutput=/opt/resforge/app/start.aot -jar /opt/resforge/app/quarkus-run.jar serve \
    && test -s app/start.aot && rm -rf /tmp/*

USER 10001:10001
# Where callers can reach it. It starts with a certificate (RESFORGE_TLS_CERTIFICATE, RESFORGE_TLS_KEY), or by
# RESFORGE_TLS_PLAINTEXT=anywhere on a network that is trusted.
ENV QUARKUS_HTTP_HOST=0.0.0.0 QUARKUS_GRPC_SERVER_HOST=0.0.0.0
EXPOSE 8081 9001
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["/opt/resforge/bin/health", "8081"]
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
    "-XX:AOTCache=/opt/resforge/app/start.aot", "-jar", "/opt/resforge/app/quarkus-run.jar"]
CMD ["serve"]

ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="ResForge trainer (CUDA)" \
    org.opencontainers.image.description="Takes training runs in and works on them, on NVIDIA GPUs" \
    org.opencontainers.image.licenses="Apache-2.0" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"
