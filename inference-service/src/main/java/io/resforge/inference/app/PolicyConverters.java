package io.resforge.inference.app;

import io.resforge.inference.rollout.ModelPolicy.Target;
import io.resforge.inference.rollout.ModelPolicy.VersionPolicy;
import org.eclipse.microprofile.config.spi.Converter;

/** Read the settings that name versions. */
public final class PolicyConverters {

    private PolicyConverters() {}

    /** Which versions are served. */
    public static final class Policy implements Converter<VersionPolicy> {

        @Override
        public VersionPolicy convert(String value) {
            return VersionPolicy.parse(value);
        }
    }

    /** One version. */
    public static final class Version implements Converter<Target> {

        @Override
        public Target convert(String value) {
            return Target.parse(value);
        }
    }
}
