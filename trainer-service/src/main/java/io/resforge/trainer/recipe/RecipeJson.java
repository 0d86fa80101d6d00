package io.resforge.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.resforge.training.recipe.OptimizerSpec;
import io.resforge.training.recipe.ScheduleSpec;
import java.util.Map;

/** How a recipe looks in JSON; the alternatives are told apart by their {@code kind}. */
final class RecipeJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addMixIn(OptimizerSpec.class, Optimizer.class)
            .addMixIn(ScheduleSpec.class, Schedule.class)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private RecipeJson() {}

    static RecipeDocument read(Map<String, Object> json) {
        return MAPPER.convertValue(json, RecipeDocument.class);
    }

    static Map<String, Object> write(RecipeDocument recipe) {
        return MAPPER.convertValue(recipe, new TypeReference<>() {});
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = OptimizerSpec.Sgd.class, name = "sgd"),
        @JsonSubTypes.Type(value = OptimizerSpec.Adam.class, name = "adam")
    })
    private interface Optimizer {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = ScheduleSpec.Cosine.class, name = "cosine"),
        @JsonSubTypes.Type(value = ScheduleSpec.Step.class, name = "step")
    })
    private interface Schedule {}
}
