#include "windows.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a process has used since it began; all its threads that still live. */
struct usage {
    uint64_t cpu_nanos;               /* first field of schedstat */
    uint64_t user_ticks, system_ticks; /* 1/sysconf(_SC_CLK_TCK) s; sums over windows are sharp */
};

static bool read_file(int pid, const char *task, const char *name, char *text, size_t size) {
    char path[320];
    snprintf(path, sizeof path, "/proc/%d/task/%s/%s", pid, task, name);
    FILE *file = fopen(path, "r");
    if (!file) return false;
    size_t length = fread(text, 1, size - 1, file);
    fclose(file);
    text[length] = 0;
    return length > 0;
}

static void add_task(struct usage *usage, int pid, const char *task) {
    char text[1024];
    uint64_t cpu_nanos, user_ticks, system_ticks;
    if (read_file(pid, task, "schedstat", text, sizeof text)
        && sscanf(text, "%" SCNu64, &cpu_nanos) == 1) {
        usage->cpu_nanos += cpu_nanos;
    }
    /* stat: the name in parentheses may hold anything; utime and stime are fields 14 and 15. */
    if (!read_file(pid, task, "stat", text, sizeof text)) return;
    const char *rest = strrchr(text, ')');
    if (rest && sscanf(rest + 1,
                       " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %" SCNu64 " %" SCNu64,
                       &user_ticks, &system_ticks) == 2) {
        usage->user_ticks += user_ticks;
        usage->system_ticks += system_ticks;
    }
}

static struct usage usage_of(int pid) {
    struct usage usage = {0};
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *tasks = opendir(path);
    if (!tasks) die("process %d", pid);
    for (struct dirent *entry; (entry = readdir(tasks));) {
        if (entry->d_name[0] != '.') add_task(&usage, pid, entry->d_name);
    }
    closedir(tasks);
    return usage;
}

void window_plan_add(struct window_plan *plan, const char *text) {
    errno = 0;
    if (plan->target_count == MAX_SERVERS) die("more than %d servers", MAX_SERVERS);
    struct target *target = &plan->targets[plan->target_count];
    char host[128];
    int port, end = 0;
    if (sscanf(text, "%63[^=]=unix:%127[^:]:%d%n", target->name, host, &target->pid, &end) == 3
        && !text[end]) {
        target->address = address_of_unix(host);
    } else if (sscanf(text, "%63[^=]=%127[^:]:%d:%d%n", target->name, host, &port, &target->pid,
                      &end) == 4 && !text[end] && port > 0 && port < 65536) {
        target->address = address_of_tcp(host, (uint16_t)port);
    } else {
        die("--server %s: expected NAME=HOST:PORT:PID or NAME=unix:PATH:PID", text);
    }
    plan->target_count++;
}

static void run_window(struct session *session, const struct target *target, uint32_t round,
                       uint64_t window_nanos) {
    session_clear(session);
    struct usage before = usage_of(target->pid);
    uint64_t own = own_cpu_nanos(), start = now_nanos();
    session_run(session, start + window_nanos);
    session_drain(session);
    uint64_t nanos = now_nanos() - start;
    own = own_cpu_nanos() - own;
    struct usage after = usage_of(target->pid);
    printf("{\"round\":%u,\"server\":\"%s\",\"messages\":%" PRIu64 ",\"bytes\":%" PRIu64
           ",\"seconds\":%.6f,\"cpu_ns\":%" PRIu64 ",\"user_ticks\":%" PRIu64
           ",\"system_ticks\":%" PRIu64 ",\"load_cpu_ns\":%" PRIu64 ",\"p50_ns\":%" PRIu64
           ",\"p99_ns\":%" PRIu64 ",\"wrong\":%" PRIu64 ",\"lost\":%" PRIu64
           ",\"dropped\":%" PRIu64 "}\n",
           round, target->name, session_messages(session), session->bytes,
           (double)nanos / NANOS_PER_SECOND,
           after.cpu_nanos - before.cpu_nanos, after.user_ticks - before.user_ticks,
           after.system_ticks - before.system_ticks, own,
           histogram_quantile(&session->latency, 0.5), histogram_quantile(&session->latency, 0.99),
           session->wrong, session->lost, session->dropped);
    fflush(stdout);
}

/* One window's length at a time, so that no server waits long for its turn. */
static void warm_up(struct session *sessions, const struct window_plan *plan) {
    for (uint64_t done = 0; done < plan->warmup_nanos; done += plan->window_nanos) {
        for (uint32_t i = 0; i < plan->target_count; i++) {
            session_run(&sessions[i], now_nanos() + plan->window_nanos);
            session_drain(&sessions[i]);
        }
    }
}

int windows_driven(const struct window_plan *plan, const struct session_options *options) {
    struct session *session = allocate(1, sizeof *session);
    struct session_options own = *options;
    own.address = plan->targets[0].address;
    session_open(session, &own);
    printf("ready\n");
    fflush(stdout);
    uint32_t round;
    double seconds;
    while (scanf("%" SCNu32 " %lf", &round, &seconds) == 2 && seconds > 0) {
        run_window(session, &plan->targets[0], round, (uint64_t)(seconds * NANOS_PER_SECOND));
    }
    session_close(session);
    return session->wrong || session->lost || session->dropped ? 1 : 0;
}

int windows_run(const struct window_plan *plan, const struct session_options *options) {
    struct session *sessions = allocate(plan->target_count, sizeof *sessions);
    for (uint32_t i = 0; i < plan->target_count; i++) {
        struct session_options own = *options;
        own.address = plan->targets[i].address;
        session_open(&sessions[i], &own);
    }
    warm_up(sessions, plan);
    for (uint32_t round = 0; round < plan->rounds; round++) {
        for (uint32_t i = 0; i < plan->target_count; i++) {
            run_window(&sessions[i], &plan->targets[i], round, plan->window_nanos);
        }
    }
    int status = 0;
    for (uint32_t i = 0; i < plan->target_count; i++) {
        session_close(&sessions[i]);
        if (sessions[i].wrong || sessions[i].lost || sessions[i].dropped) status = 1;
    }
    return status;
}
