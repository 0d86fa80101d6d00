package io.resforge.inference.api.oip;

/** The types of elements that we take or answer with, by the protocol's names. */
public enum Datatype {
    /** Whole numbers from 0 to 255. */
    UINT8,
    /** Fractions of 32 bits. */
    FP32,
    /** Byte strings of any length. */
    BYTES
}
