package io.resforge.inference.watcher;

/** Is told what happens, in order, by the watcher's thread. */
public interface ReloadListener {

    /** Something happened. */
    void on(ReloadEvent event);
}
