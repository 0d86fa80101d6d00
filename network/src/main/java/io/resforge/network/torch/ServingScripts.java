package io.resforge.network.torch;

import io.resforge.network.graph.Graph;
import io.resforge.network.torchscript.ServingScript;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The compiled scripts of this process by graph. They are never freed: a script holds no weights and is small, and a process meets few
 * graphs.
 */
final class ServingScripts {

    private static final Map<Graph, ScriptModule> COMPILED = new ConcurrentHashMap<>();

    private ServingScripts() {}

    static ScriptModule compiled(Graph graph) {
        return COMPILED.computeIfAbsent(graph, unknown -> ScriptModule.compile(ServingScript.of(unknown)));
    }
}
