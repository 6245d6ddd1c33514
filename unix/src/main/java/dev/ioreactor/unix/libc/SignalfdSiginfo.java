package dev.ioreactor.unix.libc;

/** A signal: {@code struct signalfd_siginfo} of signalfd(2). */
public final class SignalfdSiginfo {
    public static final int BYTES = 128;

    public static final int OFFSET_SSI_SIGNO = 0;
    public static final int OFFSET_SSI_ERRNO = 4;
    public static final int OFFSET_SSI_CODE = 8;
    public static final int OFFSET_SSI_PID = 12;
    public static final int OFFSET_SSI_UID = 16;
    public static final int OFFSET_SSI_STATUS = 40;

    private SignalfdSiginfo() {}
}
