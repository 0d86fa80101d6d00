# The resforge command line, for machines without Java. Build from the repository's root:
#   docker build -f docker/cli.Dockerfile -t resforge/cli .
# With what ./mvnw has packaged already, instead of compiling here:
#   docker build … --build-context app=cli/target .
ARG JDK=docker.io/library/eclipse-temurin:25.0.4_7-jdk-noble@sha256:2feab631bffce6236d8bb5261a4abe19a8d6f85bad1c01166f74686c983d011f
ARG BASE=docker.io/library/eclipse-temurin:25.0.4_7-jre-noble@sha256:b573af9e331196fbc42e246da4df24df9b6c556c73e7efddfde0511f1c9508c5

# --- compile; the Maven repository is kept from build to build ---
FROM ${JDK} AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -q -B -pl cli -am package -Dmaven.test.skip -Dspotless.skip

FROM scratch AS app
COPY --from=build /src/cli/target/lib /lib
COPY --from=build /src/cli/target/resforge.jar /

FROM ${JDK} AS sample
COPY cli/src/main/java/io/resforge/cli/data/Sheets.java /io/resforge/cli/data/
COPY samples/cifar10 /sheets
RUN java /io/resforge/cli/data/Sheets.java /sheets /sample

# --- the image ---
FROM ${BASE}
ENV RESFORGE_HOME=/var/lib/resforge DJL_CACHE_DIR=/var/lib/resforge/cache/djl
WORKDIR /opt/resforge
RUN mkdir /var/lib/resforge && chown 10001:10001 /var/lib/resforge
COPY --from=sample /sample data/sample/
COPY --from=app /lib lib/
COPY --from=app /resforge.jar ./

USER 10001:10001
# No HEALTHCHECK: it runs one command and ends.
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", \
    "--sun-misc-unsafe-memory-access=allow", "-Dresforge.root=/opt/resforge", "-jar", "/opt/resforge/resforge.jar"]
CMD ["--help"]

ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="ResForge command line" \
    org.opencontainers.image.description="Submits and follows training runs, manages versions, classifies images" \
    org.opencontainers.image.licenses="Apache-2.0" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"
