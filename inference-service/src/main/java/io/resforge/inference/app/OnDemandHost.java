package io.resforge.inference.app;

import io.resforge.inference.models.ColdModel;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.inference.rollout.CanaryWatch;
import io.resforge.inference.rollout.ModelPolicy;
import io.resforge.inference.rollout.ModelWatch;
import io.resforge.inference.rollout.OnDemandModels.ModelHost;
import java.util.Optional;
import java.util.function.BiFunction;

/** Serves models on demand beside those that are always loaded: each by its champion. */
record OnDemandHost(ServedModels models, BiFunction<ModelPolicy, ModelSlot, ModelWatch> watches) implements ModelHost {

    @Override
    public boolean serve(String model, ModelSlot slot, ColdModel cold) {
        return models.add(new ServedModel(model, slot, new CanaryWatch(), Optional.of(cold)));
    }

    @Override
    public ModelWatch watch(String model, ModelSlot slot) {
        return watches.apply(ModelPolicy.champion(model), slot);
    }

    @Override
    public String whyNone(String model) {
        return models.model(model).whyNone();
    }
}
