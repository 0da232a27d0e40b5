# Sourced by scripts/bench: the shell and its peers.

scripts=$bench/scripts

# So many lines that make an object, ask for its count, and drop it.
handle_lines() {
  seq "$(($1 / 3))" | awk '{ print "a = new counter " $1; print "strong_count a"; print "drop a" }'
}

# The same for Python's objects, whose counts it shows too.
python_lines() {
  echo 'import sys'
  seq "$(($1 / 3))" | awk '{ print "a = [" $1 "]"; print "print(sys.getrefcount(a))"; print "del a" }'
}

# So many live objects, and so many lines that each clone and drop one of them, drawn by lot.
crowd_lines() {
  awk -v live="$1" -v lines="$2" 'BEGIN {
    for (i = 0; i < live; i++) print "n" i " = new counter " i
    seed = 1
    for (i = 0; i < lines; i += 2) {
      seed = (seed * 69069 + 12345) % 4294967296
      print "c = clone n" int(seed / 4294967296 * live)
      print "drop c"
    }
  }'
}

# What a command takes: seconds of processor time, and the most memory in KiB. Its output goes to a file, as it is.
cost() {
  { /usr/bin/time -f '%U %S %M' "$@" >"$bench/output" 2>"$bench/errors" </dev/null; } ||
    { say "failed: $*" && return 1; }
  awk 'END { print $1 + $2, $3 }' "$bench/errors"
}

seconds() { cost "$@" | cut -d' ' -f1; }

# What one of twenty starts takes, in milliseconds of processor time.
start_up() {
  local TIMEFORMAT='%3U %3S' index
  { time for index in {1..20}; do "$@" >/dev/null </dev/null; done; } 2>&1 | awk '{ print ($1 + $2) * 1000 / 20 }'
}

compare() {
  local lines=300000 round name python
  local -A samples middle
  need_packages time
  need_executable
  rounds=${rounds:-7}
  swiftc -O -static-stdlib -o "$bench/bare" "$root/Tests/Benchmarks/bare.swift" >&2

  say 'writing scripts'
  mkdir -p "$scripts"
  handle_lines $lines >"$scripts/run.xr"
  seq $lines | sed 's/.*/select &;/' >"$scripts/run.sql"
  python_lines $lines >"$scripts/run.py"
  : >"$scripts/empty"
  crowd_lines 10 0 >"$scripts/few.xr"
  crowd_lines 10 $lines >"$scripts/few-lines.xr"
  crowd_lines 1000000 0 >"$scripts/many.xr"
  crowd_lines 1000000 $lines >"$scripts/many-lines.xr"

  local -A measured=(
    [run]="seconds $executable run $scripts/run.xr"
    [few]="seconds $executable run $scripts/few.xr" [few-lines]="seconds $executable run $scripts/few-lines.xr"
    [many]="seconds $executable run $scripts/many.xr" [many-lines]="seconds $executable run $scripts/many-lines.xr"
    [start]="start_up $executable run $scripts/empty" [start-bare]="start_up $bench/bare")
  if command -v sqlite3 >/dev/null; then
    measured[sqlite]="seconds sqlite3 -init /dev/null :memory: -cmd '.read $scripts/run.sql'"
    measured[start-sqlite]="start_up sqlite3 -init /dev/null :memory: .quit"
  else
    say 'no sqlite3: left out'
  fi
  if command -v python3 >/dev/null; then
    # The program itself, where `python3` is a script that looks for it.
    python=$(python3 -c 'import sys; print(sys.executable)')
    measured[python]="seconds $python $scripts/run.py"
    measured[start-python]="start_up $python -c pass"
  else
    say 'no python3: left out'
  fi

  say "$rounds rounds"
  for ((round = 0; round < rounds; round++)); do
    for name in "${!measured[@]}"; do samples[$name]+=$(eval "${measured[$name]}")$'\n'; done
  done
  for name in "${!measured[@]}"; do middle[$name]=$(printf '%s' "${samples[$name]}" | median); done

  printf '## The shell\n\n%s\n' "$(circumstances)"
  printf 'Medians of %s rounds, of processor time.\n\n' "$rounds"
  row 'work' '`externref run`' sqlite3 python3
  row --- ---: ---: ---:
  row "lines a second, of $lines" "$(rate run)" "$(rate sqlite)" "$(rate python)"
  row 'start-up, ms' "${middle[start]} (a bare Swift program: ${middle[start-bare]})" "${middle[start-sqlite]:-}" \
    "${middle[start-python]:-}"
  memory_row
  row 'a line with 10 live objects, µs' "$(per_line few)" '' ''
  row 'a line with 10⁶ live objects, µs' "$(per_line many) (×$(ratio "$(per_line many)" "$(per_line few)"))" '' ''
  printf '\nIn brackets behind a rate: the shell'"'"'s as a multiple of it. The lines of the shell make a counter, ask for its count\n'
  printf 'and drop it; those of sqlite3 are `select N;`, and those of python3 bind a list, print `sys.getrefcount` and `del`.\n'
  printf 'Lines among live objects clone one that is drawn by lot, and drop the clone; what it took to make them is taken off.\n'
}

rate() {
  [ -n "${middle[$1]:-}" ] || return 0
  awk -v lines=$lines -v own="${middle[run]}" -v other="${middle[$1]}" \
    'BEGIN { printf "%.0f", lines / other; if (own != other) printf " (×%.2f)", other / own }'
}

per_line() {
  awk -v lines=$lines -v with="${middle[$1-lines]}" -v without="${middle[$1]}" \
    'BEGIN { printf "%.2f", (with - without) / lines * 1e6 }'
}

memory_row() {
  local short long
  short=$(handle_lines 100000 | memory_of_run)
  long=$(handle_lines 10000000 | memory_of_run)
  row 'resident memory, 10⁵ and 10⁷ lines, MiB' "$short, $long" '' ''
}

memory_of_run() {
  /usr/bin/time -f %M "$executable" run - 2>&1 >/dev/null | awk 'END { printf "%.1f", $1 / 1024 }'
}
