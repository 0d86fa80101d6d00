package io.resforge.neuralnet.layout;

import java.util.ArrayList;
import java.util.List;

/** Places tensors one after another in a vector. */
final class TensorSlotList {

    private final List<TensorSlot> slots = new ArrayList<>();
    private int end;

    void add(String name, TensorSlot.Role role, List<Integer> shape) {
        TensorSlot slot = new TensorSlot(name, role, shape, end);
        slots.add(slot);
        end = Math.addExact(end, slot.length());
    }

    List<TensorSlot> slots() {
        return slots;
    }
}
