package io.resforge.trainer.app.kubernetes;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/** Readers of values that Kubernetes has a form for. */
public final class KubernetesConverters {

    private KubernetesConverters() {}

    /** A value and what it is given to. */
    public record NamedValue(String name, String value) {}

    /** Reads {@code name=value}. */
    public static final class Assignment implements Converter<NamedValue> {

        @Override
        public NamedValue convert(String text) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("must be name=value, was '" + text + "'");
            }
            return new NamedValue(
                    text.substring(0, equals).strip(),
                    text.substring(equals + 1).strip());
        }
    }

    /** Reads an amount of a resource above zero, as Kubernetes writes it. */
    public static final class Amount implements Converter<Quantity> {

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

    /** Reads a taint that is tolerated, as {@code kubectl taint} writes it. */
    public static final class Taint implements Converter<Toleration> {

        private static final Pattern TEXT =
                Pattern.compile("([^=:\\s]+)(?:=([^=:\\s]*))?:(NoSchedule|PreferNoSchedule|NoExecute)");

        @Override
        public Toleration convert(String text) {
            Matcher taint = TEXT.matcher(text.strip());
            if (!taint.matches()) {
                throw new IllegalArgumentException(
                        "must be key:Effect or key=value:Effect, such as nvidia.com/gpu:NoSchedule,"
                                + " with NoSchedule, PreferNoSchedule or NoExecute, was '" + text + "'");
            }
            return new TolerationBuilder()
                    .withKey(taint.group(1))
                    .withOperator(taint.group(2) == null ? "Exists" : "Equal")
                    .withValue(taint.group(2))
                    .withEffect(taint.group(3))
                    .build();
        }
    }
}
