/* What every program here needs: errors, clock, numbers, cpu and descriptor limits. */
#ifndef COMMON_H
#define COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdnoreturn.h>
#include <sys/socket.h>

#define NANOS_PER_SECOND 1000000000ull

/* Prints the message, and errno's text when errno is set, to stderr; exits with status 2. */
noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* CLOCK_MONOTONIC. */
uint64_t now_nanos(void);

/* User and system time of this process. */
uint64_t own_cpu_nanos(void);

/* Parses a decimal in [min, max]; dies naming the option otherwise. */
uint64_t parse_number(const char *option, const char *text, uint64_t min, uint64_t max);
double parse_seconds(const char *option, const char *text);

/* malloc and calloc that die instead of returning NULL. */
void *allocate(size_t count, size_t size_bytes);

void pin_to_cpu(int cpu);

/* Raises the soft descriptor limit to `wanted`, the hard one too where that is allowed. */
void raise_descriptor_limit(uint64_t wanted);

/* An IPv4 address or a Unix path, as given on the command line. */
struct address {
    struct sockaddr_storage storage;
    socklen_t length;
};
struct address address_of_tcp(const char *host, uint16_t port);
struct address address_of_unix(const char *path);

#endif
