package dev.ioreactor.engine.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandleTableTest {
    private final HandleTable table = new HandleTable();

    @Test
    void tokenOfARemovedHandleFindsNoneEvenWhenItsSlotIsReused() {
        MemoryHandle first = new MemoryHandle("first");
        MemoryHandle second = new MemoryHandle("second");
        table.add(first);
        long stale = first.token;
        table.remove(first);
        assertThat(table.find(stale)).isNull();
        table.add(second);
        assertThat(table.find(stale)).isNull();
        assertThat(table.find(second.token)).isSameAs(second);
        assertThat(table.slots()).isEqualTo(1);
    }

    @Test
    void manyHandlesHaveDifferentTokens() {
        Set<Long> tokens = new HashSet<>();
        MemoryHandle[] handles = new MemoryHandle[1_000];
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < handles.length; i++) {
                handles[i] = new MemoryHandle("h" + i);
                table.add(handles[i]);
                tokens.add(handles[i].token);
            }
            for (MemoryHandle handle : handles) {
                assertThat(table.find(handle.token)).isSameAs(handle);
                table.remove(handle);
            }
        }
        assertThat(tokens).hasSize(3 * handles.length);
        assertThat(table.slots()).isEqualTo(handles.length);
    }
}
