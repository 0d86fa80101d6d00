package io.resforge.neuralnet.torch;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.torchscript.ServingScript;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The compiled scripts of this process by graph. They are never freed: a script holds no weights and is small, and a process meets few
 * graphs.
 */
final class ServingScripts {

    private static final Map<Program, ScriptModule> COMPILED = new ConcurrentHashMap<>();
    /** What makes the weights of each graph ready for bf16. */
    private static final Map<Graph, ScriptModule> PREPARATIONS = new ConcurrentHashMap<>();

    private ServingScripts() {}

    private record Program(Graph graph, Precision precision) {}

    static ScriptModule compiled(Graph graph, Precision precision) {
        return COMPILED.computeIfAbsent(
                new Program(graph, precision),
                program -> ScriptModule.compile(ServingScript.of(program.graph, program.precision == Precision.BF16)));
    }

    static ScriptModule preparation(Graph graph) {
        return PREPARATIONS.computeIfAbsent(graph, unknown -> ScriptModule.compile(ServingScript.preparation(unknown)));
    }
}
