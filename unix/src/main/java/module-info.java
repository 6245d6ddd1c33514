import org.jspecify.annotations.NullMarked;

/** The engines and descriptors of Unix systems; the only module that calls native code. */
@NullMarked
module dev.ioreactor.unix {
    requires transitive dev.ioreactor;
    requires static transitive org.jspecify;

    exports dev.ioreactor.unix;

    provides dev.ioreactor.engine.EngineProvider with
            dev.ioreactor.unix.EpollEngineProvider,
            dev.ioreactor.unix.PollEngineProvider,
            dev.ioreactor.unix.UringEngineProvider;
    provides dev.ioreactor.buffer.LeaseGuard with
            dev.ioreactor.unix.ArenaLeaseGuard;
}
