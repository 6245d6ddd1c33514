import org.jspecify.annotations.NullMarked;

/** The law of engines and transports, as tests that an engine of anybody can be put to. */
@NullMarked
module dev.ioreactor.tck {
    requires transitive dev.ioreactor;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;
    requires static org.jspecify;
}
