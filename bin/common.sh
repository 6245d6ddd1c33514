# What the scripts at the root share. Sourced with $root set to the root of the repository.

say() {
    printf '%s\n' "ioreactor: $1" >&2
}

# Prints the feature version of the JDK in folder $1; nothing if there is no JDK.
jdk_version() {
    [ -x "$1/bin/javac" ] || return 0
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
    else
        "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
    fi
}

is_jdk_25() {
    _version=$(jdk_version "$1")
    [ "${_version:-0}" -ge 25 ]
}

# Prints the folder of the java on the path, all links followed.
java_on_path() {
    _java=$(command -v java) || return 0
    _java=$(readlink -f "$_java") || return 0
    dirname "$(dirname "$_java")"
}

# Sets and exports JAVA_HOME: what it names already, the java on the path, then the usual folders.
find_jdk() {
    for _jdk in "${JAVA_HOME:-}" "$(java_on_path)" \
        /usr/lib/jvm/* /usr/java/* /usr/local/openjdk* /opt/*jdk* /opt/java/* \
        "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        if [ -n "$_jdk" ] && is_jdk_25 "$_jdk"; then
            export JAVA_HOME="$_jdk"
            return 0
        fi
    done
    say "no JDK 25 or later found; install one (for example Eclipse Temurin 25) or set JAVA_HOME to it."
    exit 1
}

require_maven() {
    if ! command -v mvn >/dev/null; then
        say "Maven is needed to build and was not found; install it (for example: apt-get install maven)."
        exit 1
    fi
}

# Runs Maven in the root. The options silence warnings about what Maven's own libraries still do.
maven() (
    cd "$root" || exit 1
    MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}" \
        exec mvn -B -ntp "$@"
)

# Waits until no other script builds here; holds descriptor 9, and with it the lock, until the script
# ends. Without flock(1), as on macOS, two builds at a time are the user's own risk.
lock_build() {
    command -v flock >/dev/null || return 0
    exec 9>"$root/.build.lock"
    if ! flock -n 9; then
        say "waiting for another build of this folder to end"
        flock 9
    fi
}

unlock_build() {
    command -v flock >/dev/null || return 0
    exec 9>&-
}
