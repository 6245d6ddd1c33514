package dev.ioreactor.tck;

import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.Service;
import org.jspecify.annotations.Nullable;

/** A service whose commands are pieces of code that get the runtime. */
final class Stepped implements Service<Stepped.Step> {
    /** A command. */
    interface Step {
        void run(ReactorRuntime runtime) throws Exception;
    }

    private @Nullable ReactorRuntime runtime; // null until started

    @Override
    public void started(ReactorRuntime started) {
        runtime = started;
    }

    @Override
    public void command(Step step) throws Exception {
        ReactorRuntime known = runtime;
        if (known == null) {
            throw new IllegalStateException("a command before the start");
        }
        step.run(known);
    }
}
