/*
 * Counts the instructions that the busiest thread of a process executes outside the kernel, one by
 * one, by single-stepping it with ptrace(2): exact where there are no hardware counters, as in most
 * virtual machines. It makes the thread some hundred times slower and its result depends on no
 * clock; a system call counts as one instruction.
 *
 *   steps --pid PID [--cpu N]
 *
 * Prints "attached TID"; answers each byte of its standard input by one JSON line of what it has
 * counted so far, `instructions` and `syscalls`; and lets the thread go on when the input ends. Exit
 * status 2 if it may not trace.
 */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common.h"

#define MAX_THREADS 1024
#define LOOK_NANOS 300000000

struct thread {
    pid_t id;
    uint64_t cpu_nanos;
};

static uint64_t cpu_of(pid_t pid, pid_t thread) {
    char path[96];
    snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", pid, thread);
    FILE *file = fopen(path, "r");
    uint64_t nanos = 0;
    if (!file) return 0;
    if (fscanf(file, "%" SCNu64, &nanos) != 1) nanos = 0;
    fclose(file);
    return nanos;
}

/* Whether a thread is one of a Java machine's own, by its name; false for any other program's. */
static bool is_machinery(pid_t pid, pid_t thread) {
    static const char *const names[] = {"C1 ", "C2 ", "VM ", "GC ", "G1 ", "Signal ", "Monitor "};
    char path[96], name[32] = "";
    snprintf(path, sizeof path, "/proc/%d/task/%d/comm", pid, thread);
    FILE *file = fopen(path, "r");
    if (!file) return true; /* it has ended */
    if (!fgets(name, sizeof name, file)) name[0] = 0;
    fclose(file);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!strncmp(name, names[i], strlen(names[i]))) return true;
    }
    return false;
}

/* The thread that uses the most processor time while we look, compilers and the like aside. */
static pid_t busiest_thread(pid_t pid) {
    static struct thread threads[MAX_THREADS];
    int count = 0;
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *tasks = opendir(path);
    if (!tasks) die("process %d", pid);
    for (struct dirent *entry; (entry = readdir(tasks)) && count < MAX_THREADS;) {
        if (entry->d_name[0] == '.') continue;
        pid_t id = atoi(entry->d_name);
        if (is_machinery(pid, id)) continue;
        threads[count++] = (struct thread){id, cpu_of(pid, id)};
    }
    closedir(tasks);
    nanosleep(&(struct timespec){0, LOOK_NANOS}, NULL);
    pid_t busiest = pid;
    uint64_t most = 0;
    for (int i = 0; i < count; i++) {
        uint64_t used = cpu_of(pid, threads[i].id) - threads[i].cpu_nanos;
        if (used >= most) {
            most = used;
            busiest = threads[i].id;
        }
    }
    return busiest;
}

/* Whether the instruction that the stopped thread is about to execute is a system call. */
static bool at_syscall(pid_t thread) {
    errno = 0;
#if defined(__x86_64__)
    long rip = ptrace(PTRACE_PEEKUSER, thread, 16 * sizeof(long), NULL);
    long word = ptrace(PTRACE_PEEKTEXT, thread, rip, NULL);
    return !errno && (word & 0xffff) == 0x050f;
#else
    (void)thread;
    return false;
#endif
}

/* What the child that reads the input wants of the parent, which waits for the thread alone. */
struct wishes {
    volatile unsigned asked, answered;
    volatile bool ending;
};
static struct wishes *wishes;

static void interrupt_wait(int number) {
    (void)number;
}

static void signal_parent(pid_t parent) {
    if (getppid() != parent || kill(parent, SIGUSR1) < 0) _exit(0);
    nanosleep(&(struct timespec){0, 5000000}, NULL);
}

/* Signals again and again, since a signal may come just before the parent waits. */
static pid_t watch_input(void) {
    wishes = mmap(NULL, sizeof *wishes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (wishes == MAP_FAILED) die("mmap");
    struct sigaction action = {.sa_handler = interrupt_wait}; /* no SA_RESTART: it ends a wait */
    sigaction(SIGUSR1, &action, NULL);
    pid_t parent = getpid(), child = fork();
    if (child < 0) die("fork");
    if (child) return child;
    for (char byte; read(STDIN_FILENO, &byte, 1) > 0;) {
        wishes->asked++;
        while (wishes->answered != wishes->asked) signal_parent(parent);
    }
    wishes->ending = true;
    for (;;) signal_parent(parent);
}

static void answer(uint64_t instructions, uint64_t syscalls) {
    if (wishes->answered == wishes->asked) return;
    printf("{\"instructions\":%" PRIu64 ",\"syscalls\":%" PRIu64 "}\n", instructions, syscalls);
    fflush(stdout);
    wishes->answered = wishes->asked;
}

static int wait_for_stop(pid_t thread) {
    int status;
    while (waitpid(thread, &status, __WALL) < 0) {
        if (errno != EINTR) die("waitpid");
    }
    return status;
}

/*
 * Lets the thread go on untraced. The trap of its last step may still be pending behind the stop
 * that is asked for, and would kill it: so it is let run, traced, until that has come out.
 */
static void release(pid_t thread) {
    ptrace(PTRACE_INTERRUPT, thread, NULL, NULL);
    wait_for_stop(thread);
    ptrace(PTRACE_CONT, thread, NULL, NULL);
    for (int look = 0; look < 10; look++) {
        int status;
        nanosleep(&(struct timespec){0, 5000000}, NULL);
        if (waitpid(thread, &status, __WALL | WNOHANG) != thread) continue;
        long signal = WIFSTOPPED(status) && !(status >> 16) ? WSTOPSIG(status) : 0;
        ptrace(PTRACE_CONT, thread, NULL, signal == SIGTRAP ? 0 : signal);
    }
    ptrace(PTRACE_INTERRUPT, thread, NULL, NULL);
    wait_for_stop(thread);
    ptrace(PTRACE_DETACH, thread, NULL, NULL);
}

static void count(pid_t thread) {
    uint64_t instructions = 0, syscalls = 0;
    bool calling = false;
    while (!wishes->ending) {
        int status;
        answer(instructions, syscalls);
        if (waitpid(thread, &status, __WALL) < 0) {
            if (errno == EINTR) continue;
            die("waitpid");
        }
        if (!WIFSTOPPED(status)) break;
        int signal = WSTOPSIG(status), event = status >> 16;
        if (event || signal == SIGTRAP) {
            instructions++;
            syscalls += calling;
            signal = 0;
        }
        calling = at_syscall(thread);
        if (ptrace(PTRACE_SINGLESTEP, thread, NULL, (long)signal) < 0) break;
    }
    release(thread);
}

int main(int argc, char **argv) {
    static const struct option options[] = {
        {"pid", 1, NULL, 'p'}, {"cpu", 1, NULL, 'c'}, {"help", 0, NULL, 'h'}, {NULL, 0, NULL, 0}};
    pid_t pid = 0;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case 'p': pid = (pid_t)parse_number("pid", optarg, 1, 1u << 30); break;
        case 'c': pin_to_cpu((int)parse_number("cpu", optarg, 0, 1023)); break;
        default: pid = 0; optind = argc + 1;
        }
    }
    if (!pid) {
        fprintf(stderr, "usage: steps --pid PID [--cpu N]\n");
        return 2;
    }
    pid_t thread = busiest_thread(pid);
    if (ptrace(PTRACE_SEIZE, thread, NULL, NULL) < 0) die("ptrace of thread %d", thread);
    if (ptrace(PTRACE_INTERRUPT, thread, NULL, NULL) < 0) die("interrupt of thread %d", thread);
    pid_t watcher = watch_input();
    printf("attached %d\n", thread);
    fflush(stdout);
    count(thread);
    kill(watcher, SIGKILL);
    return 0;
}
