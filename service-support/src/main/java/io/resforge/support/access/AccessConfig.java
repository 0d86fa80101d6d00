package io.resforge.support.access;

import io.resforge.support.SettingConverters;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who may call a service. Without a source of identities each caller may do everything, which is for one machine. */
@ConfigMapping(prefix = "resforge.access")
public interface AccessConfig {

    /** Whether the service refuses to start where no source of identities is set. */
    @WithDefault("false")
    boolean required();

    /** The file of principals, one a line. */
    Optional<Path> principals();

    /** Most calls a second of one principal; in one moment twice as many. Each message of a stream counts as one. */
    Optional<@WithConverter(SettingConverters.Count.class) Integer> callsASecond();

    /** Whether metrics are told to everyone. */
    @WithDefault("false")
    boolean openMetrics();

    /** An OpenID provider whose tokens are known. */
    Oidc oidc();

    /** The cluster whose service accounts are known. */
    Kubernetes kubernetes();

    /** An OpenID provider whose tokens are known. */
    interface Oidc {

        /** As the tokens' {@code iss} has it: an address with https, or with http on this machine. */
        Optional<String> issuer();

        /** What the tokens' {@code aud} must contain. */
        @WithDefault("resforge")
        String audience();

        /** Where its keys are; by default where its {@code /.well-known/openid-configuration} says. */
        Optional<String> keys();

        /** The claim that names the principal. */
        @WithDefault("sub")
        String nameClaim();

        /** The claim with the roles: its name, or a path with slashes such as {@code realm_access/roles}. */
        @WithDefault("roles")
        String rolesClaim();

        /** What roles begin with there, so that another program's {@code admin} is none here. */
        @WithDefault("resforge-")
        String rolePrefix();

        /** The claim with the models that the principal is limited to; by default there is no limit. */
        Optional<String> modelsClaim();
    }

    /** The cluster whose service accounts are known. */
    interface Kubernetes {

        /** The audience that tokens of service accounts must be made for; by default no such token is known. */
        Optional<List<String>> audiences();
    }
}
