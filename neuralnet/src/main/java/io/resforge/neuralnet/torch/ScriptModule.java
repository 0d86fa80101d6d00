package io.resforge.neuralnet.torch;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.resforge.neuralnet.torchscript.ScriptArchive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A compiled script in native memory. */
final class ScriptModule implements AutoCloseable {

    private final NDManager manager;
    private final PtSymbolBlock block;

    private ScriptModule(NDManager manager, PtSymbolBlock block) {
        this.manager = manager;
        this.block = block;
    }

    /** Compiles a script. */
    static ScriptModule compile(String script) {
        TorchRuntime.requireStarted();
        NDManager manager = TorchRuntime.engine().newBaseManager(TorchRuntime.device());
        // Not through a Model: its finalizer closes a block that is still in use.
        try (ByteArrayInputStream archive = new ByteArrayInputStream(ScriptArchive.of(script))) {
            return new ScriptModule(manager, JniUtils.loadModule((PtNDManager) manager, archive, false, false));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    /** Runs the script without recording what a gradient needs; any thread may. The caller closes the result. */
    IValue infer(IValue... arguments) {
        TorchRuntime.prepareThread();
        return block.forward(arguments);
    }

    /** Runs the script on arrays; its results belong to the first argument's manager. */
    NDList run(NDList arguments) {
        TorchRuntime.prepareThread();
        return IValueUtils.forward(block, arguments, true);
    }

    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
