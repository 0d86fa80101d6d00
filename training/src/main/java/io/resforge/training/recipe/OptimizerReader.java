package io.resforge.training.recipe;

import io.resforge.training.recipe.OptimizerSpec.Adagrad;
import io.resforge.training.recipe.OptimizerSpec.Adam;
import io.resforge.training.recipe.OptimizerSpec.AdamW;
import io.resforge.training.recipe.OptimizerSpec.RmsProp;
import io.resforge.training.recipe.OptimizerSpec.Sgd;
import java.util.List;

/** Reads an optimizer; what is left open is as in PyTorch, but for SGD's momentum. */
final class OptimizerReader {

    static final List<String> KINDS = List.of("sgd", "adam", "adamw", "rmsprop", "adagrad");

    private OptimizerReader() {}

    static OptimizerSpec read(RecipeFields recipe) {
        RecipeFields fields = recipe.group("optimizer", "a word such as adam or a group of keys");
        OptimizerSpec optimizer = optimizer(fields);
        fields.refuseOthers();
        return optimizer;
    }

    private static OptimizerSpec optimizer(RecipeFields fields) {
        String kind = fields.text("kind").orElse("sgd");
        return switch (kind) {
            case "sgd" -> sgd(fields, Defaults.sgd());
            case "adam" -> new Adam(beta1(fields), beta2(fields), fields.number("epsilon", 1e-8));
            case "adamw" -> new AdamW(beta1(fields), beta2(fields), fields.number("epsilon", 1e-8));
            case "rmsprop" ->
                new RmsProp(fields.number("alpha", 0.99), fields.number("epsilon", 1e-8), fields.number("momentum", 0));
            case "adagrad" -> new Adagrad(fields.number("initial", 0), fields.number("epsilon", 1e-10));
            default -> throw AllowedWords.unknown(fields.path(), KINDS, kind);
        };
    }

    private static Sgd sgd(RecipeFields fields, Sgd usual) {
        double momentum = fields.number("momentum", usual.momentum());
        return new Sgd(momentum, fields.flag("nesterov", usual.nesterov() && momentum > 0));
    }

    private static double beta1(RecipeFields fields) {
        return fields.number("beta1", 0.9);
    }

    private static double beta2(RecipeFields fields) {
        return fields.number("beta2", 0.999);
    }
}
