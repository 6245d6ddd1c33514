#include "common.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/un.h>
#include <time.h>

noreturn void die(const char *format, ...) {
    int error = errno;
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: ", program_invocation_short_name);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, error ? ": %s\n" : "\n", strerror(error));
    exit(2);
}

static uint64_t read_clock(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * NANOS_PER_SECOND + (uint64_t)time.tv_nsec;
}

uint64_t now_nanos(void) {
    return read_clock(CLOCK_MONOTONIC);
}

uint64_t own_cpu_nanos(void) {
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

uint64_t parse_number(const char *option, const char *text, uint64_t min, uint64_t max) {
    char *end;
    errno = 0;
    uint64_t value = strtoull(text, &end, 10);
    if (errno || end == text || *end || *text == '-' || value < min || value > max) {
        errno = 0;
        die("--%s %s: expected a number from %llu to %llu", option, text,
            (unsigned long long)min, (unsigned long long)max);
    }
    return value;
}

double parse_seconds(const char *option, const char *text) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end || !(value >= 0 && value <= 86400)) {
        errno = 0;
        die("--%s %s: expected seconds from 0 to 86400", option, text);
    }
    return value;
}

void *allocate(size_t count, size_t size_bytes) {
    void *memory = calloc(count ? count : 1, size_bytes);
    if (!memory) die("%zu x %zu bytes", count, size_bytes);
    return memory;
}

void pin_to_cpu(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set) < 0) die("cannot run on cpu %d", cpu);
}

void raise_descriptor_limit(uint64_t wanted) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) die("getrlimit");
    if (limit.rlim_cur >= wanted) return;
    struct rlimit higher = {wanted, limit.rlim_max > wanted ? limit.rlim_max : wanted};
    if (setrlimit(RLIMIT_NOFILE, &higher) == 0) return;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) < 0) die("setrlimit");
}

struct address address_of_tcp(const char *host, uint16_t port) {
    struct address address = {.length = sizeof(struct sockaddr_in)};
    struct sockaddr_in *in = (struct sockaddr_in *)&address.storage;
    in->sin_family = AF_INET;
    in->sin_port = htons(port);
    errno = 0;
    if (inet_pton(AF_INET, host, &in->sin_addr) != 1) die("%s: not an IPv4 address", host);
    return address;
}

struct address address_of_unix(const char *path) {
    struct address address = {.length = sizeof(struct sockaddr_un)};
    struct sockaddr_un *un = (struct sockaddr_un *)&address.storage;
    un->sun_family = AF_UNIX;
    errno = 0;
    if (strlen(path) >= sizeof un->sun_path) die("%s: longer than a socket path may be", path);
    strcpy(un->sun_path, path);
    return address;
}
