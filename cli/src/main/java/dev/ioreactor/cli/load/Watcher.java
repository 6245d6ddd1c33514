package dev.ioreactor.cli.load;

/** Is told of a run while it goes on, by the thread that called it; and may end it. */
public interface Watcher {
    /** Something begins that has no figures. */
    void doing(String what);

    /** Connections are being made. */
    void connecting(Progress progress, int wanted, double seconds);

    /** Messages are being sent. */
    void sending(Point point, double wantedSeconds);

    /** Whether the user has had enough. */
    boolean isInterrupted();
}
