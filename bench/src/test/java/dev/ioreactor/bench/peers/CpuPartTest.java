package dev.ioreactor.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stacks that perf saw in the C servers on Linux 6.18, the innermost function first. */
class CpuPartTest {
    @ParameterizedTest
    @CsvSource({
        // Of a C server's send, in one piece from the system call to the peer's socket.
        "DELIVERY, tcp_ack tcp_rcv_established tcp_v4_do_rcv tcp_v4_rcv"
                + " ip_protocol_deliver_rcu ip_local_deliver_finish"
                + " __netif_receive_skb_one_core process_backlog __napi_poll net_rx_action"
                + " handle_softirqs do_softirq.part.0 __local_bh_enable_ip __dev_queue_xmit"
                + " ip_finish_output2 ip_output __ip_queue_xmit __tcp_transmit_skb"
                + " tcp_write_xmit __tcp_push_pending_frames tcp_sendmsg_locked tcp_sendmsg"
                + " __sys_sendto __x64_sys_sendto do_syscall_64",
        "SENDING, tcp_sendmsg_locked tcp_sendmsg __sys_sendto __x64_sys_sendto" + " do_syscall_64",
        // TCP within io_uring is TCP.
        "SENDING, tcp_schedule_loss_probe.part.0 tcp_write_xmit"
                + " __tcp_push_pending_frames tcp_sendmsg_locked tcp_sendmsg sock_sendmsg"
                + " io_send __io_issue_sqe io_issue_sqe io_submit_sqes"
                + " __do_sys_io_uring_enter do_syscall_64",
        "RECEIVING, _copy_to_iter __skb_datagram_iter skb_copy_datagram_iter"
                + " tcp_recvmsg_locked tcp_recvmsg sock_recvmsg io_recv __io_issue_sqe"
                + " io_poll_issue io_poll_task_func __io_run_local_work_loop"
                + " __io_run_local_work __do_sys_io_uring_enter do_syscall_64",
        "RECEIVING, tcp_recvmsg_locked tcp_recvmsg sock_recvmsg __sys_recvfrom"
                + " __x64_sys_recvfrom do_syscall_64",
        "READINESS, sock_poll ep_item_poll.isra.0 ep_send_events do_epoll_wait"
                + " __x64_sys_epoll_wait do_syscall_64",
        "READINESS, io_send __io_issue_sqe io_issue_sqe io_submit_sqes"
                + " __do_sys_io_uring_enter do_syscall_64",
        // Waits, whatever for.
        "SLEEPING, finish_task_switch.isra.0 __schedule schedule io_cqring_wait"
                + " __do_sys_io_uring_enter do_syscall_64",
        "CALLS, fdget __sys_recvfrom __x64_sys_recvfrom do_syscall_64",
        // Whatever it interrupted.
        "INTERRUPT, handle_softirqs __irq_exit_rcu sysvec_apic_timer_interrupt"
                + " asm_sysvec_apic_timer_interrupt tcp_sendmsg_locked tcp_sendmsg"
                + " __sys_sendto __x64_sys_sendto do_syscall_64",
    })
    void aStackBelongsToTheFirstPartThatFits(CpuPart part, String stack) {
        assertThat(CpuPart.of(Arrays.asList(stack.split(" ", -1)))).isEqualTo(part);
    }

    @Test
    void whatHasNoFunctionOfTheKernelIsOutside() {
        assertThat(CpuPart.of(List.of())).isEqualTo(CpuPart.OUTSIDE);
    }
}
