/*
 * Load generator, one thread: keeps messages in flight on many connections, verifies every byte
 * that comes back, and prints counts and latencies as JSON. A latency runs from the poll that began
 * the message to the poll that brought the last byte of its answer.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "pattern.h"
#include "session.h"
#include "windows.h"

struct plan {
    struct session_options session;
    struct window_plan windows;
    const char *host, *path;
    uint16_t port;
    double warmup_seconds, seconds, window_seconds;
    bool driven;
};

static noreturn void usage(int status) {
    fprintf(status ? stderr : stdout,
            "usage: load (--host 127.0.0.1 --port N | --unix PATH) [--seconds 5] [--warmup 1]\n"
            "       load --server NAME=HOST:PORT:PID ... [--rounds 20] [--window 0.5]"
            " [--warmup 1]\n"
            "       load --driven --server NAME=HOST:PORT:PID\n"
            "options: --mode echo|stream-in|stream-out|churn  --connections N  --active M\n"
            "         --rotate MESSAGES  --depth D  --payload BYTES  --engine uring|epoll\n"
            "         --rate MESSAGES_PER_SECOND  --burst MESSAGES\n"
            "         --stall SECONDS  --reset  --spin  --busy-poll MICROSECONDS\n"
            "         --patience SECONDS  --cpu N\n");
    exit(status);
}

static enum load_mode parse_mode(const char *text) {
    static const char *const names[] = {"echo", "stream-in", "stream-out", "churn"};
    for (int mode = 0; mode < 4; mode++) {
        if (!strcmp(text, names[mode])) return (enum load_mode)mode;
    }
    errno = 0;
    die("--mode %s: expected echo, stream-in, stream-out or churn", text);
}

static const struct transport_class *parse_engine(const char *text) {
    if (!strcmp(text, "uring")) return &transport_uring;
    if (!strcmp(text, "epoll")) return &transport_epoll;
    errno = 0;
    die("--engine %s: expected uring or epoll", text);
}

static uint32_t parse_count(const char *option, uint32_t max) {
    return (uint32_t)parse_number(option, optarg, 1, max);
}

static void parse_session_option(struct session_options *session, int option) {
    switch (option) {
    case 'm': session->mode = parse_mode(optarg); break;
    case 'n': session->connections = parse_count("connections", 4000000); break;
    case 'a': session->active = parse_count("active", 4000000); break;
    case 'r': session->turn_messages = parse_count("rotate", 1u << 30); break;
    case 'q': session->rate = parse_count("rate", 1u << 30); break;
    case 'g': session->burst = parse_count("burst", 1u << 20); break;
    case 'd': session->depth = parse_count("depth", 65536); break;
    case 'b': session->payload_bytes = parse_count("payload", 1u << 24); break;
    case 'e': session->transport = parse_engine(optarg); break;
    case 'R': session->reset = true; break;
    case 'T': session->patience_nanos = (uint64_t)(parse_seconds("patience", optarg) * 1e9); break;
    case 'P': session->spin = true; break;
    case 'B': session->busy_poll_micros = parse_count("busy-poll", 1000000); break;
    case 't': session->stall_nanos = (uint64_t)(parse_seconds("stall", optarg) * 1e9); break;
    default: usage(option == '?' ? 2 : 0);
    }
}

static void parse_options(struct plan *plan, int argc, char **argv) {
    static const struct option options[] = {
        {"host", 1, NULL, 'h'},    {"port", 1, NULL, 'p'},    {"unix", 1, NULL, 'u'},
        {"server", 1, NULL, 's'},  {"rounds", 1, NULL, 'o'},  {"window", 1, NULL, 'w'},
        {"warmup", 1, NULL, 'W'},  {"seconds", 1, NULL, 'S'}, {"cpu", 1, NULL, 'c'},
        {"mode", 1, NULL, 'm'},    {"connections", 1, NULL, 'n'}, {"active", 1, NULL, 'a'},
        {"rotate", 1, NULL, 'r'},  {"depth", 1, NULL, 'd'},   {"payload", 1, NULL, 'b'},
        {"engine", 1, NULL, 'e'},  {"stall", 1, NULL, 't'},   {"reset", 0, NULL, 'R'},
        {"spin", 0, NULL, 'P'},    {"busy-poll", 1, NULL, 'B'}, {"driven", 0, NULL, 'D'},
        {"patience", 1, NULL, 'T'}, {"rate", 1, NULL, 'q'},   {"burst", 1, NULL, 'g'},
        {"help", 0, NULL, 'H'},    {NULL, 0, NULL, 0}};
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case 'h': plan->host = optarg; break;
        case 'p': plan->port = (uint16_t)parse_number("port", optarg, 1, 65535); break;
        case 'u': plan->path = optarg; break;
        case 'D': plan->driven = true; break;
        case 's': window_plan_add(&plan->windows, optarg); break;
        case 'o': plan->windows.rounds = parse_count("rounds", 100000); break;
        case 'w': plan->window_seconds = parse_seconds("window", optarg); break;
        case 'W': plan->warmup_seconds = parse_seconds("warmup", optarg); break;
        case 'S': plan->seconds = parse_seconds("seconds", optarg); break;
        case 'c': pin_to_cpu((int)parse_number("cpu", optarg, 0, 1023)); break;
        default: parse_session_option(&plan->session, option);
        }
    }
    if (optind < argc || (!plan->port && !plan->path && !plan->windows.target_count)) usage(2);
    if (plan->driven && plan->windows.target_count != 1) usage(2);
}

static int run_single(const struct plan *plan) {
    struct session *session = allocate(1, sizeof *session);
    session_open(session, &plan->session);
    session_run(session, now_nanos() + (uint64_t)(plan->warmup_seconds * 1e9));
    session_clear(session);
    uint64_t cpu = own_cpu_nanos(), start = now_nanos();
    session_run(session, start + (uint64_t)(plan->seconds * 1e9));
    uint64_t nanos = now_nanos() - start;
    cpu = own_cpu_nanos() - cpu;
    uint64_t bytes = session->bytes, messages = session_messages(session);
    struct histogram latency = session->latency;
    session_close(session); /* what comes now is verified, but not counted as throughput */
    printf("{\"messages\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"wrong\":%" PRIu64
           ",\"lost\":%" PRIu64 ",\"dropped\":%" PRIu64 ",\"used\":%" PRIu64
           ",\"p50_ns\":%" PRIu64 ",\"p99_ns\":%" PRIu64 ",\"p999_ns\":%" PRIu64
           ",\"seconds\":%.6f,\"connect_seconds\":%.6f,\"load_cpu_ns\":%" PRIu64 "}\n",
           messages, bytes, session->wrong, session->lost, session->dropped, session->used,
           histogram_quantile(&latency, 0.5), histogram_quantile(&latency, 0.99),
           histogram_quantile(&latency, 0.999), (double)nanos / NANOS_PER_SECOND,
           (double)session->connect_nanos / NANOS_PER_SECOND, cpu);
    return session->wrong || session->lost || session->dropped ? 1 : 0;
}

int main(int argc, char **argv) {
    struct plan plan = {
        .session = {.connections = 50, .depth = 1, .burst = 1, .payload_bytes = 64,
                    .transport = &transport_uring, .patience_nanos = 5 * NANOS_PER_SECOND},
        .windows = {.rounds = 20},
        .host = "127.0.0.1", .warmup_seconds = 1, .seconds = 5, .window_seconds = 0.5,
    };
    parse_options(&plan, argc, argv);
    struct session_options *session = &plan.session;
    errno = 0;
    if (!session->active) session->active = session->connections;
    if (session->active > session->connections) die("--active exceeds --connections");
    if (session->mode == LOAD_CHURN) session->depth = 1;
    if (session->rate && (session->mode != LOAD_ECHO || session->depth > 1
                          || session->turn_messages)) {
        die("--rate goes with --mode echo and --depth 1, and not with --rotate");
    }
    uint32_t servers = plan.windows.target_count ? plan.windows.target_count : 1;
    raise_descriptor_limit((uint64_t)session->connections * servers + 64);
    signal(SIGPIPE, SIG_IGN);
    if (session->mode == LOAD_STREAM_IN) pattern_fill_source();
    else pattern_fill_random();
    plan.windows.window_nanos = (uint64_t)(plan.window_seconds * 1e9);
    plan.windows.warmup_nanos = (uint64_t)(plan.warmup_seconds * 1e9);
    if (!plan.windows.window_nanos) die("--window must be longer than 0");
    if (plan.driven) return windows_driven(&plan.windows, session);
    if (plan.windows.target_count) return windows_run(&plan.windows, session);
    session->address = plan.path ? address_of_unix(plan.path)
                                 : address_of_tcp(plan.host, plan.port);
    return run_single(&plan);
}
