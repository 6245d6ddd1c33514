/*
 * Peer server on libuv, one loop, as its manual writes an echo: one shared receive buffer, the
 * answer tried at once with uv_try_write, and a queued write only for what the socket did not take;
 * meanwhile the connection is not read. Modes echo, source and sink, as the reference servers.
 */
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "common.h"
#include "server.h"

#define RECEIVE_BYTES 65536

static struct server server;
static uv_loop_t loop;
static char receive_buffer[RECEIVE_BYTES];

struct rest {
    uv_write_t request;
    char bytes[];
};

static void on_closed(uv_handle_t *handle) { free(handle); }

static void end(uv_stream_t *peer) {
    if (!uv_is_closing((uv_handle_t *)peer)) uv_close((uv_handle_t *)peer, on_closed);
}

static void lend(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
    (void)handle, (void)suggested;
    *buffer = uv_buf_init(receive_buffer, sizeof receive_buffer);
}

static void on_read(uv_stream_t *peer, ssize_t count, const uv_buf_t *buffer);

static void on_rest_written(uv_write_t *request, int status) {
    uv_stream_t *peer = request->handle;
    free(request);
    if (status < 0 || uv_read_start(peer, lend, on_read) < 0) end(peer);
}

static void write_later(uv_stream_t *peer, const char *bytes, size_t length) {
    struct rest *rest = malloc(sizeof *rest + length);
    if (!rest) die("malloc");
    memcpy(rest->bytes, bytes, length);
    uv_buf_t piece = uv_buf_init(rest->bytes, length);
    uv_read_stop(peer);
    if (uv_write(&rest->request, peer, &piece, 1, on_rest_written) < 0) {
        free(rest);
        end(peer);
    }
}

static void on_read(uv_stream_t *peer, ssize_t count, const uv_buf_t *buffer) {
    if (count < 0) {
        end(peer);
        return;
    }
    if (count == 0 || server.mode == MODE_SINK) return;
    uv_buf_t piece = uv_buf_init(buffer->base, count);
    int sent = uv_try_write(peer, &piece, 1);
    if (sent == UV_EAGAIN) sent = 0;
    if (sent < 0) {
        end(peer);
    } else if (sent < count) {
        write_later(peer, buffer->base + sent, count - sent);
    }
}

static void on_source_written(uv_write_t *request, int status) {
    if (status < 0) {
        end(request->handle);
        free(request);
        return;
    }
    uv_buf_t piece = uv_buf_init((char *)source_bytes, sizeof source_bytes);
    if (uv_write(request, request->handle, &piece, 1, on_source_written) < 0) {
        end(request->handle);
        free(request);
    }
}

static void on_connection(uv_stream_t *listener, int status) {
    if (status < 0) return;
    uv_tcp_t *peer = malloc(sizeof *peer);
    if (!peer) die("malloc");
    uv_tcp_init(&loop, peer);
    uv_stream_t *stream = (uv_stream_t *)peer;
    if (uv_accept(listener, stream) < 0 || uv_tcp_nodelay(peer, 1) < 0) {
        end(stream);
        return;
    }
    if (server.mode == MODE_SOURCE) {
        uv_write_t *request = malloc(sizeof *request);
        if (!request) die("malloc");
        request->handle = stream;
        on_source_written(request, 0);
    } else if (uv_read_start(stream, lend, on_read) < 0) {
        end(stream);
    }
}

static void on_termination(uv_poll_t *handle, int status, int events) {
    (void)status, (void)events;
    uv_stop(handle->loop);
}

int main(int argc, char **argv) {
    server = server_open(argc, argv);
    uv_tcp_t listener;
    uv_poll_t termination;
    if (uv_loop_init(&loop) < 0 || uv_tcp_init(&loop, &listener) < 0) die("uv_loop_init");
    if (uv_tcp_open(&listener, server.listener) < 0) die("uv_tcp_open");
    if (uv_listen((uv_stream_t *)&listener, 4096, on_connection) < 0) die("uv_listen");
    if (uv_poll_init(&loop, &termination, server.termination) < 0) die("uv_poll_init");
    uv_poll_start(&termination, UV_READABLE, on_termination);
    uv_run(&loop, UV_RUN_DEFAULT);
    return 0;
}
