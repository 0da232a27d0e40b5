# Sourced by the scripts that run tests, after requirements.sh: runs them, and counts.

# A test that expects a crash would wait for the crash reporter.
export SWIFT_BACKTRACE=enable=no

reports=$(mktemp -d)
# Programs that tests start as another user report here too.
chmod 1777 "$reports"
trap 'rm -rf "$reports"' EXIT
passed=0
# A line each, for the end of the run: what is said in the middle of a long one is not found again.
failures=()
# What sanitizers have found, in full.
findings=()

# Runs a command that passes or fails, and counts it. The first argument says what it tries.
try() {
  say "$1"
  if "${@:2}"; then passed=$((passed + 1)); else failures+=("$1"); fi
}

# Runs the tests, with options of `swift test`, and counts them. The report has a line for each test, however often
# its arguments made it run; a run that breaks off leaves no report and counts as one test that failed.
run_tests() {
  local report status=0 found
  report=$(mktemp -d -p "$reports")
  swift test --disable-xctest --xunit-output "$report/tests.xml" "$@" || status=$?
  readarray -t found < <(cat "$report"/*.xml 2>/dev/null | awk '
    /^ *<testcase .*\/>$/ { print "passed"; name = "" ; next }
    /^ *<testcase / { name = $0; sub(/.* classname="/, "", name); sub(/" name="/, " ", name); sub(/".*/, "", name) }
    /^ *<failure / && name { sub(/.* message="/, ""); sub(/&#10;.*|" *\/?>$/, ""); print name ": " $0; name = "" }')
  local line count=0
  for line in "${found[@]}"; do
    if [ "$line" = passed ]; then passed=$((passed + 1)); else failures+=("$line") count=$((count + 1)); fi
  done
  [ "$status" -eq 0 ] || [ "$count" -gt 0 ] || failures+=("swift test $* broke off, status $status")
}

# Runs all tests under a sanitizer: `address`, which also looks for leaks, or `thread`. Tests and the programs that they
# start write what is found to files, so that nothing is lost in what a test expects to see; each counts as a failure.
sanitize() {
  local kind=$1 options="log_path=$reports/$1:exitcode=99" found
  say "$kind sanitizer"
  local settings=(ASAN_OPTIONS="$options:detect_leaks=1" TSAN_OPTIONS="$options:halt_on_error=0:suppressions=$root/scripts/races.txt"
    LSAN_OPTIONS="suppressions=$root/scripts/leaks.txt:print_suppressions=0")
  # Without it what leaks.txt names is not found. Programs that tests start have no PATH to look along.
  settings+=(ASAN_SYMBOLIZER_PATH="$(command -v llvm-symbolizer ||
    echo "$(dirname "$(readlink -f "$(command -v swift)")")/llvm-symbolizer")")
  local "${settings[@]}"
  export ASAN_OPTIONS ASAN_SYMBOLIZER_PATH TSAN_OPTIONS LSAN_OPTIONS
  # Products of this kind differ in everything, so they have a place of their own.
  run_tests --sanitize="$kind" --scratch-path ".build-$kind"
  for found in "$reports/$kind".*; do
    [ -e "$found" ] || continue
    findings+=("$(head -100 "$found")")
    failures+=("$kind sanitizer: $(grep -m1 -E '^SUMMARY' "$found" || grep -m1 -E 'ERROR|WARNING' "$found" || head -1 "$found")")
  done
}

# Tries generic noncopyable values in handles, in a package of its own, without and with optimisation: each case prints how
# many deinits ran, or ends at once and says why. What is expected lies beside the package.
run_generic_values() {
  local folder=$root/Tests/Fixtures/GenericValues configuration output name
  for configuration in debug release; do
    output=$(mktemp -d -p "$reports")
    if swift build --package-path "$folder" --scratch-path "$root/.build/generic-values" -c "$configuration" >&2; then
      for name in $("$root/.build/generic-values/$configuration/GenericValues"); do
        printf '%s: %s\n' "$name" "$("$root/.build/generic-values/$configuration/GenericValues" "$name" 2>&1 |
          sed -n 's/.*Fatal error: VMExternRef: Swift may leave out the deinit .*/refused/p; /^[0-9]*$/p' | head -1)"
      done >"$output/outcome"
    fi
    try "generic values, $configuration build" diff -u "$folder/$configuration.txt" "$output/outcome" >&2
  done
}

# Builds the packages that tests inspect the traces of, as their users do: with the trait that asks for traces, and without.
build_fixtures() {
  local fixture
  for fixture in Tests/Fixtures/{callbacks,cycle,server,tables}; do
    try "building $fixture" swift build --package-path "$root/$fixture" >&2
    try "building $fixture with traces" swift build --package-path "$root/$fixture" --traits Traced \
      --scratch-path "$root/$fixture/.build-traced" >&2
  done
}

# Runs the tests of tracing, and those of handles once more with the trait on: without a trace, and with one.
run_traced_tests() {
  local traces
  traces=$(mktemp -d -p "$reports")
  run_tests --package-path "$root/Tests/Traced"
  EXTERNREF_TRACE=$traces/%p.trace run_tests --package-path "$root/Tests/Traced" --filter 'ExternRefTests|WasmEngineTests'
  rm -r "$traces"
}

# Installs the shell in a folder of its own, tries it, and removes it again: nothing may be left.
try_installation() {
  local prefix=$reports/prefix
  scripts/install "$prefix" &&
    [ "$("$prefix/bin/externref" --version)" = "$(project_version)" ] &&
    "$prefix/bin/externref" explain E0007 >/dev/null &&
    [ -s "$prefix/share/man/man1/externref-run.1" ] &&
    bash -n "$prefix/share/bash-completion/completions/externref" &&
    scripts/install --uninstall "$prefix" || return
  [ -z "$(find "$prefix" -mindepth 1 -print -quit)" ] || { say "the installation left files behind" && return 1; }
}

# Makes the pages of the libraries; a warning is an error.
document_libraries() {
  swift package --allow-writing-to-directory "$reports/pages" generate-documentation --output-path "$reports/pages" \
    --target ExternRef --target ExternRefTesting --target WasmEngine --warnings-as-errors >&2
}

# Says how it went: what failed, and the counts on the last line.
conclude() {
  [ ${#findings[@]} -eq 0 ] || printf '%s\n' "${findings[@]}"
  [ ${#failures[@]} -eq 0 ] || printf 'failed: %s\n' "${failures[@]}"
  echo "$passed passed, ${#failures[@]} failed"
  [ ${#failures[@]} -eq 0 ]
}
