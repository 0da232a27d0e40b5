# Sourced by scripts/bench: the shell and its peers.

scripts=$bench/scripts

# So many lines that make an object, ask for its count, and drop it.
handle_lines() {
  seq "$(($1 / 3))" | awk '{ print "a = new counter " $1; print "strong_count a"; print "drop a" }'
}

# So many lines that clone a handle, ask for the count, and drop the clone.
clone_lines() {
  echo 'a = new counter'
  seq "$(($1 / 3))" | awk '{ print "b = clone a"; print "strong_count a"; print "drop b" }'
}

# The same for Python's objects, whose counts it shows too.
python_lines() {
  echo 'import sys; a = []'
  seq "$(($1 / 3))" | awk '{ print "b = a"; print "print(sys.getrefcount(a))"; print "del b" }'
}

# So many objects that live as long as the session.
crowd() {
  awk -v live="$1" 'BEGIN { for (i = 0; i < live; i++) print "n" i " = new counter " i }'
}

# So many lines that each clone one of so many objects, drawn by lot, and drop the clone.
crowd_lines() {
  awk -v live="$1" -v lines="$2" 'BEGIN {
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
  local lines=300000 crowd_lines=1500000 live round name python
  local -A samples middle
  need_packages time
  need_executable
  rounds=${rounds:-7}
  swiftc -O -static-stdlib -o "$bench/bare" "$root/Tests/Benchmarks/bare.swift" >&2

  say 'writing scripts'
  mkdir -p "$scripts"
  clone_lines $lines >"$scripts/run.xr"
  seq $lines | sed 's/.*/select &;/' >"$scripts/run.sql"
  python_lines $lines >"$scripts/run.py"
  : >"$scripts/empty"
  for live in 10 1000000; do
    crowd $live >"$scripts/among-$live.xr"
    handle_lines $crowd_lines | cat "$scripts/among-$live.xr" - >"$scripts/own-$live.xr"
    crowd_lines $live $crowd_lines | cat "$scripts/among-$live.xr" - >"$scripts/lot-$live.xr"
  done

  local -A measured=(
    [run]="seconds $executable run $scripts/run.xr"
    [json]="seconds $executable run --json $scripts/run.xr"
    [quiet]="seconds $executable run --quiet $scripts/run.xr"
    [start]="start_up $executable run $scripts/empty" [start-bare]="start_up $bench/bare")
  for live in 10 1000000; do
    for name in among own lot; do measured[$name-$live]="seconds $executable run $scripts/$name-$live.xr"; done
  done
  local versions
  versions=$(swift --version 2>/dev/null | head -1)
  if command -v sqlite3 >/dev/null; then
    versions+="; sqlite3 $(sqlite3 --version | cut -d' ' -f1)"
    measured[sqlite]="seconds sqlite3 -init /dev/null :memory: -cmd '.read $scripts/run.sql'"
    measured[start-sqlite]="start_up sqlite3 -init /dev/null :memory: .quit"
  else
    say 'no sqlite3: left out'
  fi
  if command -v python3 >/dev/null; then
    # The program itself, where `python3` is a script that looks for it.
    python=$(python3 -c 'import sys; print(sys.executable)')
    versions+="; $(python3 --version)"
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
  printf '%s. Medians of %s rounds, of processor time.\n\n' "$versions" "$rounds"
  row 'work' '`externref run`' sqlite3 python3
  row --- ---: ---: ---:
  row "lines a second, of $lines" "$(rate run)" "$(rate sqlite)$(multiple run sqlite)" "$(rate python)$(multiple run python)"
  row 'the same, `--json`' "$(rate json)" "$(multiple json sqlite)" "$(multiple json python)"
  row 'the same, `--quiet`' "$(rate quiet)" "$(multiple quiet sqlite)" "$(multiple quiet python)"
  row 'start-up, ms' "${middle[start]} (a bare Swift program: ${middle[start-bare]})" "${middle[start-sqlite]:-}" \
    "${middle[start-python]:-}"
  memory_rows
  row 'a line of its own object, 10 others live, µs' "$(per_line own 10)" '' ''
  row 'the same, 10⁶ others live' "$(per_line own 1000000) (×$(crowding own))" '' ''
  row 'a line on one of 10 objects, drawn by lot, µs' "$(per_line lot 10)" '' ''
  row 'the same, one of 10⁶' "$(per_line lot 1000000) (×$(crowding lot))" '' ''
  printf '\nIn brackets behind a rate: the shell'"'"'s as a multiple of it; above 1, the shell is faster. The lines of the\n'
  printf 'shell clone a handle, ask for the count and drop the clone; those of sqlite3 are `select N;`, and those of python3\n'
  printf 'bind a list once more, print `sys.getrefcount` and `del`. A line of its own object makes a counter, asks for its\n'
  printf 'count or drops it. Lines on objects drawn by lot clone one and drop the clone. What it took to make the others\n'
  printf 'is taken off. In brackets behind a line'"'"'s cost: how many times what it is among 10.\n'
  printf '\nWith 10⁶ objects, what is drawn by lot is in no cache of the processor: such a line waits three times in a row\n'
  printf 'for memory, for the name'"'"'s place in the table, for what the name holds, and for the object'"'"'s record. It does\n'
  printf 'nothing else that it does not do among 10.\n'
}

rate() {
  [ -n "${middle[$1]:-}" ] || return 0
  awk -v lines=$lines -v seconds="${middle[$1]}" 'BEGIN { printf "%.0f", lines / seconds }'
}

# How many times the rate of a peer the shell's is, with an option.
multiple() {
  [ -n "${middle[$2]:-}" ] || return 0
  awk -v own="${middle[$1]}" -v other="${middle[$2]}" 'BEGIN { printf " (×%.2f)", other / own }'
}

# What a line of a kind takes among so many live objects, in microseconds.
per_line() {
  awk -v lines=$crowd_lines -v with="${middle[$1-$2]}" -v without="${middle[among-$2]}" \
    'BEGIN { printf "%.2f", (with - without) / lines * 1e6 }'
}

crowding() { ratio "$(per_line "$1" 1000000)" "$(per_line "$1" 10)"; }

memory_rows() {
  local script=$scripts/long.xr short
  handle_lines 100000 >"$scripts/short.xr"
  handle_lines 10000000 >"$script"
  short=$(memory_of_run "$scripts/short.xr")
  row 'resident memory, a file of 10⁵ and of 10⁷ lines, MiB' "$short, $(memory_of_run "$script")" '' ''
  short=$(memory_of_run - < <(cat "$scripts/short.xr"))
  row 'resident memory, a pipe of 10⁵ and of 10⁷ lines, MiB' "$short, $(memory_of_run - < <(cat "$script"))" '' ''
  rm "$script"
}

memory_of_run() {
  /usr/bin/time -f %M "$executable" run "$1" 2>&1 >/dev/null | awk 'END { printf "%.1f", $1 / 1024 }'
}
