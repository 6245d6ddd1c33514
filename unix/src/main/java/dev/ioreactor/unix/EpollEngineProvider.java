package dev.ioreactor.unix;

import dev.ioreactor.engine.Availability;
import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.EngineProvider;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Descriptors;
import dev.ioreactor.unix.libc.Epoll;
import dev.ioreactor.unix.libc.EpollConstants;
import java.io.IOException;

/** Provides the engine {@code epoll}. */
public final class EpollEngineProvider implements EngineProvider {
    /** For {@link java.util.ServiceLoader}. */
    public EpollEngineProvider() {}

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public int preference() {
        return 30;
    }

    @Override
    public String rationale() {
        return "the cost of a wait does not grow with idle connections; any descriptor";
    }

    @Override
    public Availability availability() {
        return NativeAccess.ask(EpollEngineProvider::probe);
    }

    private static Availability probe() {
        CallState state = new CallState();
        int epoll = Epoll.create(state, EpollConstants.EPOLL_CLOEXEC);
        if (epoll < 0) {
            return Availability.no(
                    "epoll_create1 says " + Errno.describe(-epoll),
                    epoll == -Errno.EMFILE ? "raise the limit of open files (ulimit -n)" : "");
        }
        Descriptors.close(state, epoll);
        return Availability.yes("epoll(7) works");
    }

    @Override
    public Engine open(EngineConfig config) throws IOException {
        return EpollEngine.open(config);
    }
}
