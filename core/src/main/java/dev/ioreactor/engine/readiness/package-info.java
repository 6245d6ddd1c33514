/**
 * Completions on top of a kernel that only says when something is ready: what the engines {@code
 * nio}, {@code poll}, {@code epoll} and {@code kqueue} have in common.
 *
 * <p>{@link dev.ioreactor.engine.readiness.ReadinessEngine} says what is left for each of them to
 * supply.
 */
@NullMarked
package dev.ioreactor.engine.readiness;

import org.jspecify.annotations.NullMarked;
