package io.resforge.trainer.app.kubernetes;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads an amount of a resource above zero, as Kubernetes writes it. */
public final class QuantityConverter implements Converter<Quantity> {

    private static final Pattern QUANTITY = Pattern.compile("[0-9]+(\\.[0-9]+)?(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?");

    @Override
    public Quantity convert(String text) {
        if (QUANTITY.matcher(text).matches()) {
            Quantity quantity = new Quantity(text);
            if (quantity.getNumericalAmount().signum() > 0) {
                return quantity;
            }
        }
        throw new IllegalArgumentException(
                "must be an amount above 0, such as 2, 500m, 1.5 or 4Gi, was '" + text + "'");
    }
}
