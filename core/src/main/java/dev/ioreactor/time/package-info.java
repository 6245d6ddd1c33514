/**
 * Time: the clock, the timers, and the wheel that fires them.
 *
 * <p>Nothing here knows of engines, resources or threads; whoever owns a wheel drives it.
 */
package dev.ioreactor.time;
