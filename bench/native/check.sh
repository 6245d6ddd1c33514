#!/bin/bash
# Runs the load generator against both servers, verified, and against one with planted defects.
# usage: check.sh DIRECTORY_OF_PROGRAMS
set -u
cd "$1" || exit 2
failures=0
server=0
scratch=$(mktemp -d)
trap 'stop; rm -rf "$scratch"' EXIT

stop() {
    [ "$server" = 0 ] && return
    kill "$server" && wait "$server"
    server=0
}

# start PROGRAM [OPTION...]: sets $port.
start() {
    : > "$scratch/server"
    "./$1" "${@:2}" > "$scratch/server" &
    server=$!
    for _ in $(seq 100); do
        port=$(sed -n 's/^port //p' "$scratch/server")
        [ -n "$port" ] && return
        sleep 0.05
    done
    echo "$1 does not start"
    exit 1
}

# field NAME FILE: the number of that name in the last JSON line.
field() {
    tail -n 1 "$2" | sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p"
}

verdict() { # verdict CONDITION_STATUS NAME
    if [ "$1" = 0 ]; then
        echo "ok    $2"
    else
        echo "FAIL  $2"
        cat "$scratch/load" "$scratch/error"
        failures=$((failures + 1))
    fi
}

# load OPTION...: against the running server; its status is load's.
load() {
    timeout 60 ./load --port "$port" --warmup 0.1 --seconds 0.4 "$@" \
        > "$scratch/load" 2> "$scratch/error"
}

# clean NAME OPTION...: nothing may be wrong, lost or dropped, and something must have been done.
clean() {
    load "${@:2}" && [ "$(field messages "$scratch/load")" -gt 0 ]
    verdict $? "$1"
}

for program in echo_epoll echo_uring; do
    for engine in uring epoll; do
        name="$program, load on $engine:"
        start $program
        for depth in 1 16; do
            for payload in 64 16384; do
                clean "$name 50 connections x $depth x $payload bytes" --engine $engine \
                    --depth $depth --payload $payload
            done
        done
        clean "$name an odd payload" --engine $engine --depth 7 --payload 40009 --connections 9
        clean "$name 1000 connections" --engine $engine --connections 1000
        clean "$name 1000 connections, 50 active, each gets its turn" --engine $engine \
            --connections 1000 --active 50 --rotate 3 --depth 2
        [ "$(field used "$scratch/load")" = 1000 ]
        verdict $? "$name all 1000 were used"
        clean "$name at a rate" --engine $engine --rate 20000 --burst 8
        awk "BEGIN { exit !($(field messages "$scratch/load") \
            <= 20000 * $(field seconds "$scratch/load") + 8) }"
        verdict $? "$name no more than the rate"
        clean "$name churn" --engine $engine --mode churn --connections 16
        clean "$name churn with resets" --engine $engine --mode churn --connections 16 --reset
        # 64 MiB in flight fill all socket buffers while nothing is read.
        clean "$name a slow reader" --engine $engine --connections 2 --depth 4096 --payload 16384 \
            --stall 0.5 --seconds 1
        stop
        # Epoll sees short sends; io_uring waits inside the send and stops receiving instead.
        held_back=$(($(field partial_sends "$scratch/server") + $(field pauses "$scratch/server")))
        [ $held_back -gt 0 ]
        verdict $? "$name the slow reader held the server back"
        for stream in source:stream-in sink:stream-out; do
            start $program --mode ${stream%:*}
            clean "$name ${stream#*:}" --engine $engine --mode ${stream#*:} --connections 2 \
                --payload 16384
            stop
        done
        start $program --unix "$scratch/socket"
        timeout 60 ./load --unix "$scratch/socket" --engine $engine --seconds 0.3 --warmup 0 \
            > "$scratch/load" 2> "$scratch/error"
        verdict $? "$name a Unix socket"
        stop
    done
done

# defect FAULT FIELD: the load generator fails, and counts it there.
defect() {
    start echo_faulty --fault "$1"
    load --connections 10 --depth 2 --engine "$3"
    [ $? = 1 ] && [ "$(field "$2" "$scratch/load")" -gt 0 ]
    verdict $? "load on $3 notices: $1"
    stop
}
for engine in uring epoll; do
    defect corrupt wrong $engine # one bit flipped
    defect cross wrong $engine   # bytes of another connection
    defect mute lost $engine     # an answer that never comes
    defect drop dropped $engine  # a connection that ends
done
start echo_faulty --fault none
clean "without a planted defect the faulty build is clean" --connections 10 --depth 2
stop

start echo_epoll
load --rounds 3 --window 0.1 --server "a=127.0.0.1:$port:$server" \
    --server "b=127.0.0.1:$port:$server" && [ "$(wc -l < "$scratch/load")" = 6 ] \
    && [ "$(field cpu_ns "$scratch/load")" -gt 0 ]
verdict $? "windows: two servers, three rounds, six lines"
stop

[ $failures = 0 ] && echo "all passed" || echo "$failures failed"
[ $failures = 0 ]
