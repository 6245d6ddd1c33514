/**
 * What a program that uses a reactor sees: its service, the handlers that it is called by, and the
 * runtime, connections, listeners and datagram sockets that it calls.
 */
@NullMarked
package dev.ioreactor.service;

import org.jspecify.annotations.NullMarked;
