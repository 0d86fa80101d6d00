package io.resforge.cli.model;

import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.JsonOutput;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.v1.Promotion;

/** A promotion in words. */
final class PromotionText {

    private PromotionText() {}

    static void print(Terminal terminal, JsonOption json, Promotion promotion) {
        if (json.isOn()) {
            JsonOutput.print(terminal.out(), promotion);
            return;
        }
        String before = promotion.getPreviousVersion().isEmpty() ? "none" : promotion.getPreviousVersion();
        terminal.line("Champion of " + PlainText.of(promotion.getModel()) + ": version @|bold "
                + PlainText.of(promotion.getVersion()) + "|@ (before: " + PlainText.of(before) + "), promotion "
                + promotion.getNumber() + ".");
    }
}
