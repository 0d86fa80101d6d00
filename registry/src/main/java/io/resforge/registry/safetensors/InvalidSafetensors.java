package io.resforge.registry.safetensors;

/** Bytes or tensors that break a rule of the safetensors format; the message says which. */
public final class InvalidSafetensors extends IllegalArgumentException {

    InvalidSafetensors(String message) {
        super(message);
    }

    InvalidSafetensors(String message, Throwable cause) {
        super(message, cause);
    }
}
