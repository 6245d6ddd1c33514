/* What the two reference servers share: options, the listening socket, the stop signal. */
#ifndef SERVER_H
#define SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum server_mode {
    MODE_ECHO,   /* returns what it receives */
    MODE_SOURCE, /* streams SOURCE_PERIOD's bytes to whoever connects */
    MODE_SINK,   /* reads and discards; closes after the peer's end of stream */
};

struct server {
    enum server_mode mode;
    int listener;    /* blocking; accepted sockets inherit its TCP_NODELAY */
    int termination; /* readable once SIGTERM or SIGINT has come */
};

/* Byte p of a source's stream is p % 251; its sends start anywhere and end on a period. */
#define SOURCE_PERIOD 251
#define SOURCE_CHUNK_BYTES (SOURCE_PERIOD * 260)
extern uint8_t source_bytes[SOURCE_CHUNK_BYTES];

/* Counts printed at the end, to see which paths a run has taken. */
struct server_counters {
    uint64_t accepts, receives, sends, partial_sends, pauses, starved;
};

/* Parses options, pins, listens, prints "port N" (0 for a Unix socket). Dies on an error. */
struct server server_open(int argc, char **argv);

/* Prints the counters as one JSON line to stdout. */
void server_report(const struct server_counters *counters);

#ifdef WITH_FAULTS
/* Plants the defect that --fault names in the 100th receive of the process; false: hang up. */
bool server_fault(uint8_t *bytes, size_t *length);
#endif

#endif
