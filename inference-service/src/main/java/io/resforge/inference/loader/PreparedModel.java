package io.resforge.inference.loader;

import io.resforge.inference.model.Engine;
import io.resforge.inference.model.LiveModel;

/** A model that passed every check and is ready to serve; whoever has it owns the engine. */
public record PreparedModel(LiveModel model, Engine engine) {}
