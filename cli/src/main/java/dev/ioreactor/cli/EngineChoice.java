package dev.ioreactor.cli;

import dev.ioreactor.cli.host.Failure;
import dev.ioreactor.engine.Availability;
import dev.ioreactor.engine.EngineProvider;
import dev.ioreactor.engine.Engines;

/** Finds the engine that an option names. */
final class EngineChoice {
    /** The name that stands for the preferred one of those that can be used. */
    static final String BEST = "best";

    private EngineChoice() {}

    /**
     * The engine.
     *
     * @throws Failure if there is none with this name, or it cannot be used here
     */
    static EngineProvider named(String name) throws Failure {
        if (name.equals(BEST)) {
            return Engines.best();
        }
        EngineProvider engine;
        try {
            engine = Engines.named(name);
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
        Availability availability = engine.availability();
        if (!availability.usable()) {
            throw new Failure(unusable(engine, availability));
        }
        return engine;
    }

    /** One line that says why not, and what would help. */
    static String unusable(EngineProvider engine, Availability availability) {
        String line = "engine " + engine.name() + " cannot be used here: " + availability.reason();
        return availability.remedy().isEmpty() ? line : line + "; " + availability.remedy();
    }
}
