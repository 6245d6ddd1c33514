import org.jspecify.annotations.NullMarked;

/** The reactor, its transports and timers, the engine interface and the portable engine. */
@NullMarked
module dev.ioreactor {
    requires static jdk.jfr; // only JfrTracer needs it, and only who uses that one
    requires static transitive org.jspecify;

    exports dev.ioreactor;
    exports dev.ioreactor.buffer;
    exports dev.ioreactor.engine;
    exports dev.ioreactor.engine.readiness;
    exports dev.ioreactor.framing;
    exports dev.ioreactor.net;
    exports dev.ioreactor.runtime;
    exports dev.ioreactor.service;
    exports dev.ioreactor.time;
    exports dev.ioreactor.trace;

    uses dev.ioreactor.buffer.LeaseGuard;
    uses dev.ioreactor.engine.EngineProvider;

    provides dev.ioreactor.engine.EngineProvider with
            dev.ioreactor.nio.NioEngineProvider;
}
