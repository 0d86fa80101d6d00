package io.resforge.network.layout;

import java.util.ArrayList;
import java.util.List;

/** Places tensors one after another in a vector. */
final class SlotList {

    private final List<Slot> slots = new ArrayList<>();
    private int end;

    void add(String name, Slot.Role role, List<Integer> shape) {
        Slot slot = new Slot(name, role, shape, end);
        slots.add(slot);
        end = Math.addExact(end, slot.length());
    }

    List<Slot> slots() {
        return slots;
    }
}
