package io.resforge.inference.settings;

import io.quarkus.runtime.configuration.MemorySize;
import io.resforge.inference.app.ModelsConfig;
import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.support.SettingConverters;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All settings of the inference service, as system properties ({@code -Dresforge.store=…}) or environment variables
 * ({@code RESFORGE_STORE}).
 */
@ConfigMapping(prefix = "resforge")
public interface InferenceConfig {

    /** Folder of ResForge's own files. */
    @WithDefault("${user.home}/.resforge")
    Path home();

    /** Where checkpoints are: a folder, a {@code file:} URI, {@code s3://bucket/prefix} or an {@code https} URL. */
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

    /**
     * How many models beyond those that settings name are served as they are found in the store: each that has a champion, also one that
     * gets it later; 0 for none.
     */
    @WithDefault("0")
    @WithConverter(Converters.CountOrNone.class)
    int discoverModels();

    /** Most native memory that the engines of all versions may hold, such as {@code 512M}; unlimited by default. */
    Optional<MemorySize> memoryBudget();

    /** {@code onnx}, {@code torch-fp32}, {@code torch-bf16}, or {@code auto}, which measures which is fastest. */
    @WithDefault("auto")
    EngineSetting engine();

    /** What engines compute on: {@code cpu}, {@code cuda:0}, or {@code auto}, a GPU if there is one. */
    @WithDefault("cpu")
    @WithConverter(Converters.Device.class)
    ComputeDevice device();

    /** Whether and when {@code auto} computes with bytes. */
    Int8 int8();

    /** Whether versions and promotions that no trusted key signed are refused. */
    @WithDefault("false")
    boolean requireSignature();

    /** PEM files of the public keys whose signatures count, separated by commas; each may hold several, and is read again at each check. */
    Optional<List<Path>> trustedKeys();

    /** PEM file of the private key that signs withdrawals of canaries: ECDSA on P-256, not encrypted. */
    Optional<Path> signingKey();

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
    @WithConverter(SettingConverters.Wait.class)
    Duration shutdownGrace();

    /** Whether and when {@code auto} computes with bytes. */
    interface Int8 {

        /** Whether it does so at all, for versions that tell how and on processors that can. */
        @WithDefault("true")
        boolean enabled();

        /** Percentage points of held-out accuracy that a version may lose by it, from 0 to 100. */
        @WithDefault("0.2")
        @WithConverter(Converters.PercentagePoints.class)
        double mostLostPoints();
    }

    /** How connections are kept. */
    interface Connections {

        /**
         * Age, give or take a tenth, at which a gRPC connection is closed, so that a load balancer spreads clients
         * anew; 0 for never. The client hears of it (GOAWAY) and opens another, and no call fails.
         */
        @WithDefault("5m")
        @WithConverter(SettingConverters.Wait.class)
        Duration maxConnectionAge();

        /** Longest that calls may go on over a connection that has reached that age; then they are broken off. */
        @WithDefault("5m")
        @WithConverter(SettingConverters.Wait.class)
        Duration maxConnectionAgeGrace();
    }

    /** How promotions are watched. */
    interface Watch {

        /** Time between two looks at the promotions log, give or take a tenth. */
        @WithDefault("1s")
        @WithConverter(SettingConverters.Wait.class)
        Duration interval();

        /** The control plane, such as {@code trainer:9001} or {@code grpcs://trainer:9001}, that tells of promotions at once; none by default. */
        Optional<String> registry();

        /** PEM file of the control plane's CA; by default what the platform trusts. */
        Optional<Path> registryCa();

        /** PEM file of the certificate that the control plane is shown, where it asks for one. */
        Optional<Path> registryCertificate();

        /** PEM file of that certificate's key. */
        Optional<Path> registryKey();

        /** File of the token that the control plane is shown, read again every minute; its role must be {@code observe}. */
        Optional<Path> registryTokenFile();

        /** Longest time between two looks while the store cannot be reached. */
        @WithDefault("30s")
        @WithConverter(SettingConverters.Wait.class)
        Duration maxBackoff();
    }

    /** How batches are made. */
    interface Batching {

        /** Most images computed at once. */
        @WithDefault("32")
        @WithConverter(SettingConverters.Count.class)
        int maxSize();

        /**
         * Longest that an image waits for others while every worker is busy. More than 0 helps only engines that gain
         * much from larger batches: under load what has come meanwhile is a batch by itself.
         */
        @WithDefault("0ms")
        @WithConverter(SettingConverters.Wait.class)
        Duration maxDelay();

        /** Most images that wait, from arrival to a worker's taking them; more are refused. */
        @WithDefault("512")
        @WithConverter(SettingConverters.Count.class)
        int queueCapacity();

        /** Threads that compute, each one image batch at a time; the number of processors by default. */
        Optional<@WithConverter(SettingConverters.Count.class) Integer> workers();
    }

    /** How feedback is known to be of a prediction. */
    interface Feedback {

        /**
         * The secret, of at least 32 characters, by which servers know each other's prediction ids; else the store
         * keeps one.
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
        @WithConverter(SettingConverters.Count.class)
        int maxImages();

        /**
         * Threads that decode images of up to a megapixel, the number of processors by default; larger ones have
         * threads of their own, one less but at least one.
         */
        Optional<@WithConverter(SettingConverters.Count.class) Integer> decoders();

        /** Most bytes that the requests of all calls hold at a time; a quarter of Java's heap by default. */
        Optional<MemorySize> requestBytes();

        /** Most bytes that images hold at a time while they are decoded; a quarter of Java's heap by default. */
        Optional<MemorySize> pixelBytes();

        /** Most requests of one stream that are under way at a time. */
        @WithDefault("8")
        @WithConverter(SettingConverters.Count.class)
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
