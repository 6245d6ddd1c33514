/**
 * Servers that do the same work, each as its experts would write it with one loop thread, and the
 * run that measures them side by side.
 */
package dev.ioreactor.bench.peers;
