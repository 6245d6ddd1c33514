#include "server.h"

#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "common.h"

#define BACKLOG 4096

uint8_t source_bytes[SOURCE_CHUNK_BYTES];

static int listen_on(struct address address) {
    int family = address.storage.ss_family;
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) die("socket");
    int on = 1;
    if (family == AF_INET) {
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        /* Accepted sockets are clones of the listener, so this is set once, not per connection. */
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    if (bind(fd, (struct sockaddr *)&address.storage, address.length) < 0) die("bind");
    if (listen(fd, BACKLOG) < 0) die("listen");
    return fd;
}

static int port_of(int fd) {
    struct sockaddr_storage storage;
    socklen_t length = sizeof storage;
    if (getsockname(fd, (struct sockaddr *)&storage, &length) < 0) die("getsockname");
    return storage.ss_family == AF_INET ? ntohs(((struct sockaddr_in *)&storage)->sin_port) : 0;
}

static int termination_descriptor(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (fd < 0) die("signalfd");
    return fd;
}

static enum server_mode parse_mode(const char *text) {
    if (!strcmp(text, "echo")) return MODE_ECHO;
    if (!strcmp(text, "source")) return MODE_SOURCE;
    if (!strcmp(text, "sink")) return MODE_SINK;
    errno = 0;
    die("--mode %s: expected echo, source or sink", text);
}

static noreturn void usage(int status) {
    fprintf(status ? stderr : stdout,
            "usage: %s [--host 127.0.0.1] [--port 0 | --unix PATH] [--cpu N]"
            " [--mode echo|source|sink]\n", program_invocation_short_name);
    exit(status);
}

static const char *fault = "";

struct server server_open(int argc, char **argv) {
    static const struct option options[] = {
        {"host", required_argument, NULL, 'h'}, {"port", required_argument, NULL, 'p'},
        {"unix", required_argument, NULL, 'u'}, {"cpu", required_argument, NULL, 'c'},
        {"mode", required_argument, NULL, 'm'}, {"help", no_argument, NULL, '?' + 1},
#ifdef WITH_FAULTS
        {"fault", required_argument, NULL, 'f'},
#endif
        {NULL, 0, NULL, 0}};
    const char *host = "127.0.0.1", *path = NULL;
    uint16_t port = 0;
    struct server server = {.mode = MODE_ECHO};
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case 'h': host = optarg; break;
        case 'p': port = (uint16_t)parse_number("port", optarg, 0, 65535); break;
        case 'u': path = optarg; break;
        case 'c': pin_to_cpu((int)parse_number("cpu", optarg, 0, 1023)); break;
        case 'm': server.mode = parse_mode(optarg); break;
        case 'f': fault = optarg; break;
        default: usage(option == '?' ? 2 : 0);
        }
    }
    if (optind < argc) usage(2);
    raise_descriptor_limit(65536);
    for (size_t i = 0; i < SOURCE_CHUNK_BYTES; i++) source_bytes[i] = (uint8_t)(i % SOURCE_PERIOD);
    server.termination = termination_descriptor();
    if (path) unlink(path);
    server.listener = listen_on(path ? address_of_unix(path) : address_of_tcp(host, port));
    printf("port %d\n", port_of(server.listener));
    fflush(stdout);
    return server;
}

void server_report(const struct server_counters *counters) {
    printf("{\"accepts\":%llu,\"receives\":%llu,\"sends\":%llu,\"partial_sends\":%llu,"
           "\"pauses\":%llu,\"starved\":%llu}\n",
           (unsigned long long)counters->accepts, (unsigned long long)counters->receives,
           (unsigned long long)counters->sends, (unsigned long long)counters->partial_sends,
           (unsigned long long)counters->pauses, (unsigned long long)counters->starved);
    fflush(stdout);
}

#ifdef WITH_FAULTS
bool server_fault(uint8_t *bytes, size_t *length) {
    static uint64_t receives;
    static uint8_t previous[64];
    size_t overlap = *length < sizeof previous ? *length : sizeof previous;
    bool now = ++receives == 100;
    if (now && !strcmp(fault, "corrupt")) bytes[*length / 2] ^= 1;
    if (now && !strcmp(fault, "cross")) memcpy(bytes, previous, overlap);
    if (now && !strcmp(fault, "mute")) *length = 0;
    memcpy(previous, bytes, overlap);
    return !(now && !strcmp(fault, "drop"));
}
#endif
