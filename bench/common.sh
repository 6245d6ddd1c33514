# What the scripts of this folder share. Sourced with $root set to the root of the repository.

# Builds what is measured, C programs included, and sets $classpath and $commit.
build_bench() {
    find_jdk
    require_maven
    make -s -C "$root/bench/native"
    [ -x "$root/bench/native/target/echo_libuv" ] || say "libuv does not take part: no uv.h (Debian: libuv1-dev)."
    lock_build
    maven -q -Pquick -Dmaven.test.skip=true -pl bench -am package dependency:build-classpath \
        -Dmdep.outputFile="$root/bench/target/classpath" -Dmdep.includeScope=runtime 9>&-
    unlock_build
    classpath="$root/bench/target/classes:$root/core/target/classes:$root/unix/target/classes"
    classpath="$classpath:$(cat "$root/bench/target/classpath")"
    commit=$(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown)
}

# Becomes the program of that class.
run_bench() {
    cd "$root"
    exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
        "-Dbench.commit=$commit" -cp "$classpath" "$@"
}
