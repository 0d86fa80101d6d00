package io.resforge.trainer.app.kubernetes;

import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads a taint that is tolerated, as {@code kubectl taint} writes it. */
public final class TolerationConverter implements Converter<Toleration> {

    private static final Pattern TAINT =
            Pattern.compile("([^=:\\s]+)(?:=([^=:\\s]*))?:(NoSchedule|PreferNoSchedule|NoExecute)");

    @Override
    public Toleration convert(String text) {
        Matcher taint = TAINT.matcher(text.strip());
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
