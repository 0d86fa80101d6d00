package io.resforge.support.access;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who calls, as it was proved.
 *
 * @param name as audit lines and promotions record it; without spaces
 * @param roles what it may do
 * @param models the models that it may do that with; empty for all
 */
public record Principal(String name, Set<Role> roles, Optional<Set<String>> models) {

    /** Each caller of a service that asks for no identity. */
    public static final Principal ANYONE = new Principal("anyone", EnumSet.allOf(Role.class), Optional.empty());

    /** A caller without an identity, where one is asked for. */
    static final Principal STRANGER = new Principal("stranger", Set.of(), Optional.of(Set.of()));

    public Principal {
        roles = Set.copyOf(roles);
        models = models.map(Set::copyOf);
    }

    /** Whether it has one of these roles; {@code admin} has all. */
    public boolean hasAny(Set<Role> some) {
        return roles.contains(Role.ADMIN) || some.stream().anyMatch(roles::contains);
    }

    /** Whether it may do something with a model, whether or not there is one. */
    public boolean mayUse(String model) {
        return models.map(some -> some.contains(model)).orElse(true);
    }

    /** Whether its identity was proved. */
    public boolean isProved() {
        return this != ANYONE && this != STRANGER;
    }
}
