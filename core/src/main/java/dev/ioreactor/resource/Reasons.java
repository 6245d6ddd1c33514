package dev.ioreactor.resource;

import dev.ioreactor.engine.Errno;
import dev.ioreactor.service.CloseReason;

/** Makes reasons of error numbers. */
final class Reasons {
    private Reasons() {}

    static CloseReason of(int result) {
        assert result < 0;
        return switch (-result) {
            case Errno.ECONNRESET, Errno.EPIPE, Errno.ECONNABORTED -> new CloseReason.Reset();
            case Errno.ETIMEDOUT -> new CloseReason.TimedOut("peer");
            case Errno.ECONNREFUSED -> new CloseReason.Refused();
            default -> new CloseReason.SystemError(-result, Errno.describe(-result));
        };
    }
}
