/**
 * The engine service-provider interface: operations go down, completions come up.
 *
 * <p>An engine executes {@linkplain dev.ioreactor.engine.Operation operations} against a kernel or
 * a simulator. What each engine must keep is written at {@link dev.ioreactor.engine.Engine} and
 * tested by the contract suite.
 */
@NullMarked
package dev.ioreactor.engine;

import org.jspecify.annotations.NullMarked;
