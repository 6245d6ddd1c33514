package dev.ioreactor.unix;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ioreactor.unix.libc.Memory;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectAddressesTest {
    private final DirectAddresses addresses = new DirectAddresses();

    @Test
    void eachBufferHasItsOwnAddressHoweverManyThereAre() {
        List<ByteBuffer> buffers = buffers(3 * DirectAddresses.KNOWN);
        for (int round = 0; round < 3; round++) {
            for (ByteBuffer buffer : buffers) {
                buffer.position((buffer.position() + 1) % buffer.capacity());
                assertThat(addresses.of(buffer))
                        .isEqualTo(Memory.address(buffer.duplicate().clear()));
            }
        }
    }

    @Test
    void equalBuffersAreNotTheSame() {
        ByteBuffer whole = ByteBuffer.allocateDirect(64);
        ByteBuffer half = whole.slice(32, 32);
        ByteBuffer other = ByteBuffer.allocateDirect(32);
        assertThat(half).isEqualTo(other);
        assertThat(addresses.of(half)).isEqualTo(addresses.of(whole) + 32);
        assertThat(addresses.of(other)).isEqualTo(Memory.address(other));
    }

    @Test
    void asManyAsAreKnownAreAskedOnce() {
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        ByteBuffer[] buffers = buffers(DirectAddresses.KNOWN).toArray(ByteBuffer[]::new);
        long sum = 0;
        for (ByteBuffer buffer : buffers) {
            sum += addresses.of(buffer);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < 1_000; round++) {
            for (int i = 0; i < buffers.length; i++) {
                sum -= addresses.of(buffers[i]);
            }
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000);
        assertThat(sum).isNegative();
    }

    private static List<ByteBuffer> buffers(int count) {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            buffers.add(ByteBuffer.allocateDirect(64));
        }
        return buffers;
    }
}
