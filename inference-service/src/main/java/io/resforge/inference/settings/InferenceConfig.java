package io.resforge.inference.settings;

import io.quarkus.runtime.configuration.MemorySize;
import io.resforge.inference.app.ModelsConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * All settings of the inference service. Each may be given as a system property ({@code -Dresforge.store=…}) or as an
 * environment variable ({@code RESFORGE_STORE}).
 */
@ConfigMapping(prefix = "resforge")
public interface InferenceConfig {

    /** Folder of ResForge's own files. */
    @WithDefault("${user.home}/.resforge")
    Path home();

    /** Where checkpoints are published: a folder, a {@code file:} URI of one, {@code s3://bucket/prefix} or {@code https://host/path}. */
    @WithDefault("${resforge.home:${user.home}/.resforge}/store")
    @WithConverter(Converters.StorePlace.class)
    String store();

    /** Folder that keeps the last models that went live, for a start while the store is gone. */
    @WithDefault("${resforge.home:${user.home}/.resforge}/cache")
    Path cache();

    /** The model for calls that name none. {@link ModelsConfig} says how it and others are served. */
    @WithDefault("cifar10")
    @WithConverter(Converters.ModelName.class)
    String model();

    /** Most native memory that the engines of all versions may hold together, such as {@code 512M}; unlimited by default. */
    Optional<MemorySize> memoryBudget();

    /** What computes: {@code auto}, {@code onnx}, {@code torch-fp32} or {@code torch-bf16}. {@code auto} measures which is fastest. */
    @WithDefault("auto")
    EngineSetting engine();

    /** How promotions are watched. */
    Watch watch();

    /** How batches are made. */
    Batching batching();

    /** What a call may ask for. */
    Limits limits();

    /** How feedback is known to be of a prediction. */
    Feedback feedback();

    /** What is logged beside what the server does. */
    Log log();

    /** How connections are kept. */
    Connections grpc();

    /** Longest that going down waits for calls that are under way. */
    @WithDefault("10s")
    @WithConverter(Converters.Wait.class)
    Duration shutdownGrace();

    /** How connections are kept. */
    interface Connections {

        /**
         * Age at which a gRPC connection is closed, give or take a tenth, so that a load balancer that works by connection spreads clients
         * anew; 0 for never. The client hears of it (GOAWAY) and opens another, and no call fails.
         */
        @WithDefault("5m")
        @WithConverter(Converters.Wait.class)
        Duration maxConnectionAge();

        /** Longest that calls and streams may go on over a connection that has reached that age; then they are broken off. */
        @WithDefault("5m")
        @WithConverter(Converters.Wait.class)
        Duration maxConnectionAgeGrace();
    }

    /** How promotions are watched. */
    interface Watch {

        /** Time between two looks at the promotions log, give or take a tenth. */
        @WithDefault("1s")
        @WithConverter(Converters.Wait.class)
        Duration interval();

        /** The control plane, such as {@code trainer:9001}, that tells of promotions at once; by default there is only the interval. */
        Optional<String> registry();

        /** Longest time between two looks while the store cannot be reached. */
        @WithDefault("30s")
        @WithConverter(Converters.Wait.class)
        Duration maxBackoff();
    }

    /** How batches are made. */
    interface Batching {

        /** Most images computed at once. */
        @WithDefault("32")
        @WithConverter(Converters.Count.class)
        int maxSize();

        /**
         * Longest that an image waits for company while every worker is busy. Without, a worker that comes back from a batch takes what has
         * come meanwhile, which under load is a batch by itself; more only helps engines that gain much from larger batches.
         */
        @WithDefault("0ms")
        @WithConverter(Converters.Wait.class)
        Duration maxDelay();

        /** Most images that wait, from arrival to a worker's taking them; more are refused. */
        @WithDefault("512")
        @WithConverter(Converters.Count.class)
        int queueCapacity();

        /** Threads that compute, each one image batch at a time; the number of processors by default. */
        Optional<@WithConverter(Converters.Count.class) Integer> workers();
    }

    /** How feedback is known to be of a prediction. */
    interface Feedback {

        /**
         * The secret, of at least 32 characters, by which servers know the ids of each other's predictions; by default one that the store
         * keeps.
         */
        Optional<String> key();
    }

    /** What is logged beside what the server does. */
    interface Log {

        /** Whether each prediction gets a line: its id, version, class, probability and time. */
        @WithDefault("false")
        boolean predictions();
    }

    /** What a call may ask for. */
    interface Limits {

        /** Most images a call. */
        @WithDefault("256")
        @WithConverter(Converters.Count.class)
        int maxImages();

        /**
         * Threads that decode images of up to a megapixel, the number of processors by default; larger ones have one thread less, but at
         * least one, of their own.
         */
        Optional<@WithConverter(Converters.Count.class) Integer> decoders();

        /** Most bytes that the requests of all calls hold at a time, over both protocols; a quarter of Java's heap by default. */
        Optional<MemorySize> requestBytes();

        /** Most bytes that images hold at a time while they are decoded; a quarter of Java's heap by default. */
        Optional<MemorySize> pixelBytes();

        /** Longest that a request may take to come in whole, from its first byte to its last. */
        @WithDefault("30s")
        @WithConverter(Converters.Wait.class)
        Duration requestTime();

        /** Longest that a connection may take to come with a request's head, over HTTP its line and headers, from its opening on. */
        @WithDefault("10s")
        @WithConverter(Converters.Wait.class)
        Duration headerTime();

        /** Longest that an HTTP connection stays open between two requests. */
        @WithDefault("75s")
        @WithConverter(Converters.Wait.class)
        Duration idleTime();

        /** Most connections to one port; beyond that the one that has been idle longest makes room for the next. */
        @WithDefault("1000")
        @WithConverter(Converters.Count.class)
        int connections();

        /** Most requests of one stream that are under way at a time. */
        @WithDefault("8")
        @WithConverter(Converters.Count.class)
        int streamWindow();
    }

    /** Which engine an operator wants. */
    enum EngineSetting {
        /** The fastest for each batch size, measured on this machine. */
        AUTO,
        ONNX,
        TORCH_FP32,
        TORCH_BF16
    }
}
