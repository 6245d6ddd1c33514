/*
 * Paired measurement of several servers: short windows A B C A B C …, the servers that rest keeping
 * their connections open. For each window one JSON line says what the server's process has used.
 */
#ifndef WINDOWS_H
#define WINDOWS_H

#include <stdint.h>

#include "session.h"

#define MAX_SERVERS 32

struct target {
    char name[64];
    struct address address;
    int pid;
};

struct window_plan {
    struct target targets[MAX_SERVERS];
    uint32_t target_count;
    uint32_t rounds;
    uint64_t window_nanos;
    uint64_t warmup_nanos; /* per server, before the first round */
};

/* NAME=HOST:PORT:PID or NAME=unix:PATH:PID; dies on anything else. */
void window_plan_add(struct window_plan *plan, const char *text);

/* Runs all rounds and prints. Exit status: 0 if nothing was wrong, lost or dropped, else 1. */
int windows_run(const struct window_plan *plan, const struct session_options *options);

/*
 * Somebody else interleaves: connects to the only target, prints "ready", and then for each line
 * "ROUND SECONDS" on the standard input runs one window and prints it, until the input ends. The
 * exit status is as above.
 */
int windows_driven(const struct window_plan *plan, const struct session_options *options);

#endif
