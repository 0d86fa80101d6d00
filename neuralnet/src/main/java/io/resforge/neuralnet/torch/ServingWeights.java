package io.resforge.neuralnet.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.layout.Folding.Folded;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.TensorSlot;
import io.resforge.neuralnet.torchscript.ServingScript;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Brings weights into native memory as the list of tensors that a serving script takes. */
final class ServingWeights {

    private ServingWeights() {}

    /** The list, whose tensors live as long as it does. */
    static IValue load(Folded network, Precision precision) {
        try (NDManager staging = TorchRuntime.engine().newBaseManager(TorchRuntime.device())) {
            IValue weights = fp32(network, staging);
            return switch (precision) {
                case FP32 -> weights;
                case BF16 -> {
                    try (weights) {
                        yield ServingScripts.preparation(network.graph()).infer(weights);
                    }
                }
            };
        }
    }

    private static IValue fp32(Folded network, NDManager manager) {
        ParameterLayout layout = ParameterLayout.of(network.graph());
        List<NDArray> tensors = new ArrayList<>();
        copy(network.weights().parameters(), layout.parameters(), manager, tensors);
        copy(network.weights().statistics(), layout.statistics(), manager, tensors);
        return IValue.listFrom(tensors.toArray(PtNDArray[]::new));
    }

    private static void copy(float[] vector, List<TensorSlot> slots, NDManager manager, List<NDArray> tensors) {
        try (Arena arena = Arena.ofConfined()) {
            ByteBuffer staged = arena.allocate(Math.max(1, vector.length) * (long) Float.BYTES, Float.BYTES)
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder());
            staged.asFloatBuffer().put(vector);
            for (TensorSlot slot : slots) {
                ByteBuffer bytes = staged.slice(slot.offset() * Float.BYTES, slot.length() * Float.BYTES);
                tensors.add(tensor(slot, bytes, manager));
            }
        }
    }

    /** A copy that the engine allocates and frees; a kernel is seen as {@code [O, I, K, K]} and lies {@code [O, K, K, I]}. */
    private static NDArray tensor(TensorSlot slot, ByteBuffer bytes, NDManager manager) {
        List<Integer> s = slot.shape();
        boolean kernel = slot.role().isChannelsLast();
        Shape lies = kernel
                ? new Shape(s.get(0), s.get(2), s.get(3), s.get(1))
                : new Shape(s.stream().mapToLong(Integer::longValue).toArray());
        try (NDArray staged = manager.create(bytes, lies, DataType.FLOAT32)) {
            if (!kernel) {
                return staged.duplicate();
            }
            try (NDArray seen = staged.transpose(0, 3, 1, 2)) {
                return seen.duplicate();
            }
        }
    }

    /**
     * The compiled scripts of this process by graph. They are never freed: a script holds no weights and is small, and a process meets few
     * graphs.
     */
    static final class ServingScripts {

        private static final Map<Program, ScriptModule> COMPILED = new ConcurrentHashMap<>();
        /** What makes the weights of each graph ready for bf16. */
        private static final Map<Graph, ScriptModule> PREPARATIONS = new ConcurrentHashMap<>();

        private ServingScripts() {}

        private record Program(Graph graph, Precision precision, boolean features) {

            ScriptModule compile() {
                boolean bf16 = precision == Precision.BF16;
                return ScriptModule.compile(
                        features ? ServingScript.features(graph, bf16) : ServingScript.of(graph, bf16));
            }
        }

        static ScriptModule compiled(Graph graph, Precision precision) {
            return COMPILED.computeIfAbsent(new Program(graph, precision, false), Program::compile);
        }

        /** Computes what the last layer reads. */
        static ScriptModule features(Graph graph, Precision precision) {
            return COMPILED.computeIfAbsent(new Program(graph, precision, true), Program::compile);
        }

        static ScriptModule preparation(Graph graph) {
            return PREPARATIONS.computeIfAbsent(
                    graph, unknown -> ScriptModule.compile(ServingScript.preparation(unknown)));
        }
    }
}
