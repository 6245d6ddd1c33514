import org.jspecify.annotations.NullMarked;

/** The reactor, its transports and timers, the engine interface and the portable engine. */
@NullMarked
module dev.ioreactor {
    requires static org.jspecify;
}
