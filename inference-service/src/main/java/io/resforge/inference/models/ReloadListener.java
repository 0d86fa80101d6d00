package io.resforge.inference.models;


/** Is told what happens, for each model in order, by the model's own watcher thread. */
public interface ReloadListener {

    /** Something happened to a model. */
    void on(String model, ReloadEvent event);
}
