import org.jspecify.annotations.NullMarked;

/** The engines and descriptors of Unix systems; the only module that calls native code. */
@NullMarked
module dev.ioreactor.unix {
    requires dev.ioreactor;
    requires static org.jspecify;
}
