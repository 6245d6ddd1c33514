import org.jspecify.annotations.NullMarked;

/** The law of engines and transports, as tests that an engine of anybody can be put to. */
@NullMarked
open module dev.ioreactor.tck {
    requires transitive dev.ioreactor;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires org.assertj.core;
    requires jdk.management;
    requires org.opentest4j;
    requires static transitive org.jspecify;

    exports dev.ioreactor.tck;

    uses dev.ioreactor.engine.EngineProvider;
}
