# What run and test share: finds the tools, installs what the machine lacks, restores packages. Sourced, not run.
# Every step looks first and does nothing where nothing is to be done.

say() { printf '\033[1m%s\033[0m\n' "$*"; }
stop() { printf '\n%s\n' "$*" >&2; exit 1; }

need_tools() {
    command -v dotnet >/dev/null || stop "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download"
    dotnet --list-sdks | grep -q '^10\.' || stop "The .NET 10 SDK is missing (this machine has: $(dotnet --list-sdks | tr '\n' ' ')): https://dotnet.microsoft.com/download"
    command -v npm >/dev/null || stop "Node.js 20 or newer with npm is missing: https://nodejs.org"
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# install_packages "Debian packages" "Fedora packages": through the system's package manager.
install_packages() {
    if command -v apt-get >/dev/null; then
        say "Installing $1"
        as_root apt-get update -qq >/dev/null
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -qq --no-install-recommends $1 >/dev/null
    elif command -v dnf >/dev/null; then
        say "Installing $2"
        # shellcheck disable=SC2086
        as_root dnf install -y -q $2 >/dev/null
    else
        stop "This machine lacks $1, and neither apt-get nor dnf is here to install them. Please install them by your system's own means and start again."
    fi
}

has_library() { { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep -q "$1"; }

need_image_libraries() {
    has_library libturbojpeg.so.0 && has_library libpng16.so.16 || install_packages "libturbojpeg0 libpng16-16" "turbojpeg libpng"
}

# npm packages hold the face models and ONNX Runtime; installed again only when the lock file changed.
need_npm_packages() {
    local stamp=node_modules/.faceauth-lock lock
    lock=$(cksum <package-lock.json)
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$lock" ] && return
    say "Installing npm packages (models, ONNX Runtime; about 150 MB)"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    printf '%s\n' "$lock" >"$stamp"
}
