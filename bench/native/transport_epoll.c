/* Level-triggered epoll. Sends are tried at once; their ends are told at the end of the poll. */
#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common.h"
#include "transport.h"

#define EVENTS_PER_POLL 1024
#define RECEIVE_BYTES 65536

struct slot {
    int fd;
    bool watched; /* in the epoll set */
    uint32_t interest;
    const uint8_t *unsent;
    size_t unsent_length, sent; /* `sent` is told at the end of the poll */
    int error;
};

struct epoll_transport {
    struct transport transport;
    int epoll;
    struct slot *slots;
    uint32_t *told; /* slots whose sends have news */
    uint32_t told_count;
    uint8_t receive_buffer[RECEIVE_BYTES];
};

static struct epoll_transport *self(struct transport *transport) {
    return (struct epoll_transport *)transport;
}

static struct transport *open_epoll(uint32_t slots, bool one_shot) {
    (void)one_shot; /* nothing is ever in flight outside poll */
    struct epoll_transport *me = allocate(1, sizeof *me);
    me->transport.class = &transport_epoll;
    me->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (me->epoll < 0) die("epoll_create1");
    me->slots = allocate(slots, sizeof *me->slots);
    me->told = allocate(2 * (size_t)slots, sizeof *me->told); /* told, and sent while telling */
    return &me->transport;
}

static void watch(struct epoll_transport *me, uint32_t slot, uint32_t interest) {
    struct slot *it = &me->slots[slot];
    if (it->interest == interest) return;
    struct epoll_event event = {.events = interest, .data.u32 = slot};
    int operation = it->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    if (epoll_ctl(me->epoll, operation, it->fd, &event) < 0) die("epoll_ctl");
    it->watched = true;
    it->interest = interest;
}

static void add(struct transport *transport, uint32_t slot, int fd) {
    self(transport)->slots[slot] = (struct slot){.fd = fd};
}

static void close_slot(struct transport *transport, uint32_t slot) {
    struct slot *it = &self(transport)->slots[slot];
    close(it->fd); /* leaves the epoll set with its last descriptor */
    it->fd = -1;
}

static void receive(struct transport *transport, uint32_t slot) {
    struct epoll_transport *me = self(transport);
    watch(me, slot, me->slots[slot].interest | EPOLLIN);
}

static void try_send(struct epoll_transport *me, uint32_t slot) {
    struct slot *it = &me->slots[slot];
    int flags = MSG_NOSIGNAL | MSG_DONTWAIT;
    ssize_t sent = send(it->fd, it->unsent, it->unsent_length, flags);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
        watch(me, slot, it->interest | EPOLLOUT);
        return;
    }
    it->error = sent < 0 ? errno : 0;
    it->sent = sent < 0 ? 0 : (size_t)sent;
    it->unsent_length = 0; /* the session sends the rest */
    if (it->interest & EPOLLOUT) watch(me, slot, it->interest & ~(uint32_t)EPOLLOUT);
    me->told[me->told_count++] = slot;
}

static void send_bytes(struct transport *transport, uint32_t slot, const uint8_t *bytes,
                       size_t length, bool quiet) {
    (void)quiet;
    struct slot *it = &self(transport)->slots[slot];
    it->unsent = bytes;
    it->unsent_length = length;
    try_send(self(transport), slot);
}

static void receive_some(struct epoll_transport *me, uint32_t slot) {
    ssize_t received =
        recv(me->slots[slot].fd, me->receive_buffer, RECEIVE_BYTES, MSG_DONTWAIT);
    if (received > 0) {
        session_received(me->transport.session, slot, me->receive_buffer, (size_t)received);
    } else if (received == 0 || (errno != EAGAIN && errno != EINTR)) {
        session_ended(me->transport.session, slot, received == 0 ? 0 : errno);
    }
}

static void tell_sends(struct epoll_transport *me) {
    uint32_t count = me->told_count; /* what these calls send is told by the next poll */
    for (uint32_t i = 0; i < count; i++) {
        uint32_t slot = me->told[i];
        struct slot *it = &me->slots[slot];
        if (it->fd < 0) continue;
        if (it->error) session_ended(me->transport.session, slot, it->error);
        else if (it->sent) session_sent(me->transport.session, slot, it->sent);
    }
    me->told_count -= count;
    for (uint32_t i = 0; i < me->told_count; i++) me->told[i] = me->told[count + i];
}

static void poll_events(struct transport *transport, uint64_t timeout_nanos) {
    static struct epoll_event events[EVENTS_PER_POLL];
    struct epoll_transport *me = self(transport);
    uint64_t millis = (timeout_nanos + 999999) / 1000000;
    int timeout = me->told_count ? 0 : millis > 1000 ? 1000 : (int)millis;
    int ready = epoll_wait(me->epoll, events, EVENTS_PER_POLL, timeout);
    if (ready < 0 && errno != EINTR) die("epoll_wait");
    transport->now = now_nanos();
    for (int i = 0; i < ready; i++) {
        uint32_t slot = events[i].data.u32;
        struct slot *it = &me->slots[slot];
        if (it->fd >= 0 && it->unsent_length) try_send(me, slot);
        if (it->fd >= 0 && it->interest & EPOLLIN && events[i].events & ~(uint32_t)EPOLLOUT) {
            receive_some(me, slot);
        }
    }
    tell_sends(me);
}

const struct transport_class transport_epoll = {
    .name = "epoll", .open = open_epoll, .add = add, .close = close_slot,
    .receive = receive, .send = send_bytes, .poll = poll_events,
};
