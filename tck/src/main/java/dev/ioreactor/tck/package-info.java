/**
 * The contract suite: what every engine and every transport must keep, written once.
 *
 * <p>An engine is put to it by two classes of a few lines each, one that extends {@link
 * dev.ioreactor.tck.EngineContract} and one that extends {@link dev.ioreactor.tck.ReactorContract}.
 * Each law is a test method whose name is the law; the number in front of a display name is that of
 * the promise it belongs to.
 */
@NullMarked
package dev.ioreactor.tck;

import org.jspecify.annotations.NullMarked;
