package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.SocketConstants.AF_INET;
import static dev.ioreactor.unix.libc.SocketConstants.AF_INET6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ioreactor.net.UnixAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** That addresses survive being written and read back, and are what the kernel expects. */
class SocketAddressesTest {
    private final Block block = Block.allocate(SocketAddresses.CAPACITY_BYTES);
    private final long at = block.address();

    @AfterEach
    void free() {
        block.close();
    }

    @Test
    void anIpv4AddressIsInNetworkOrder() {
        InetSocketAddress address = new InetSocketAddress("192.0.2.1", 0x1234);
        assertThat(SocketAddresses.encode(address, at)).isEqualTo(16);
        assertThat(bytes(8)).containsExactly(2, 0, 0x12, 0x34, 192, 0, 2, 1);
        assertThat(SocketAddresses.port(at)).isEqualTo(0x1234);
        assertThat(SocketAddresses.decodeInet(at)).isEqualTo(address);
    }

    @Test
    void highPortsAreNotNegative() {
        SocketAddresses.encode(new InetSocketAddress("192.0.2.1", 65_535), at);
        assertThat(SocketAddresses.port(at)).isEqualTo(65_535);
    }

    @Test
    void anIpv6AddressKeepsItsScope() throws UnknownHostException {
        byte[] linkLocal = new byte[16];
        linkLocal[0] = (byte) 0xfe;
        linkLocal[1] = (byte) 0x80;
        linkLocal[15] = 1;
        Inet6Address host = Inet6Address.getByAddress(null, linkLocal, 3);
        assertThat(SocketAddresses.encode(new InetSocketAddress(host, 80), at)).isEqualTo(28);
        assertThat(SocketAddresses.family(at)).isEqualTo(AF_INET6);
        InetSocketAddress back = SocketAddresses.decodeInet(at);
        assertThat(back).isEqualTo(new InetSocketAddress(host, 80));
        assertThat(((Inet6Address) back.getAddress()).getScopeId()).isEqualTo(3);
    }

    @Test
    void anIpv4AddressIsMappedForAnIpv6Socket() {
        InetSocketAddress address = new InetSocketAddress("192.0.2.1", 80);
        assertThat(SocketAddresses.encode(address, AF_INET6, at)).isEqualTo(28);
        byte[] expected = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 1};
        byte[] written = new byte[16];
        Memory.copy(at + 8, written, 0, 16);
        assertThat(written).isEqualTo(expected);
        assertThat(SocketAddresses.decodeInet(at)).isEqualTo(address);
    }

    @Test
    void theWildcardStaysTheWildcardForAnIpv6Socket() {
        SocketAddresses.encode(new InetSocketAddress("0.0.0.0", 80), AF_INET6, at);
        InetAddress host = SocketAddresses.decodeInet(at).getAddress();
        assertThat(host).isInstanceOf(Inet6Address.class);
        assertThat(host.isAnyLocalAddress()).isTrue();
    }

    @Test
    void whatCannotBeWrittenIsRefused() {
        assertThatThrownBy(() ->
                        SocketAddresses.encode(InetSocketAddress.createUnresolved("host", 1), at))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("resolved");
        assertThatThrownBy(() ->
                        SocketAddresses.encode(
                                new InetSocketAddress("2001:db8::1", 1), AF_INET, at))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("family");
        assertThatThrownBy(() -> SocketAddresses.encode(UnixAddress.ofPath("/x"), AF_INET, at))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("family");
        assertThatThrownBy(() -> SocketAddresses.encode(new SocketAddress() {}, at))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void unixNamesOfEveryLengthComeBack() {
        for (int length = 0; length <= 107; length++) {
            comesBack(UnixAddress.ofAbstract("x".repeat(length)), 3 + length);
            comesBack(UnixAddress.ofPath("x".repeat(length)), length == 0 ? 2 : 3 + length);
        }
        comesBack(UnixAddress.ofAbstract("a\0é"), 3 + 4);
    }

    private void comesBack(UnixAddress address, int expectedBytes) {
        int bytes = SocketAddresses.encode(address, at);
        assertThat(bytes).isEqualTo(expectedBytes);
        assertThat(SocketAddresses.decode(at, bytes)).isEqualTo(address);
    }

    private int[] bytes(int count) {
        int[] bytes = new int[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = Byte.toUnsignedInt(Memory.getByte(at + i));
        }
        return bytes;
    }
}
