# Sourced by scripts/bench: what an input of ten times the size costs. Work and memory must be linear in it, whatever
# the input is: a row that grows more than twelvefold fails.

inputs=$bench/growth
most=12

# Each kind of input: its size, and the command that takes it. A function of the same name writes it, of a given size,
# to the folder in which the command runs.
growth_items=(names objects cells raw drop reset gc get incr log logged json page functions reads rereads)
declare -A size=(
  [names]=20000 [objects]=20000 [cells]=20000 [raw]=20000 [drop]=10000 [reset]=20000 [gc]=20000 [get]=20000 [incr]=20000
  [log]=5000 [logged]=20 [json]=200 [page]=100 [functions]=1000 [reads]=20000 [rereads]=100)
declare -A label=(
  [names]='clones of one object under as many names, to the end of the session' [objects]='as many objects'
  [cells]='cells that hold one object' [raw]='raw pointers to one object' [drop]='one `drop` of as many names'
  [reset]='clones, then `.reset`' [gc]='calls that keep a count, then `wasm gc`' [get]='turns of a loop of `host.get`'
  [incr]='turns of a loop of `host.incr`' [log]='turns of a loop of `host.log`'
  [logged]='lines that each log a kilobyte a thousand times' [json]='lines beside a string of 1 MB, exported as JSON'
  [page]='clones, exported as a page' [functions]='functions of a module' [reads]='lines of a file that `.read` reads'
  [rereads]='times `.read` of a file of ten lines')
declare -A way=([json]='export --output growth.json' [page]='export --output growth.html')

# So many lines; & stands for their numbers.
lines_of() { seq "$2" | sed "s/.*/$1/"; }

names() { echo 'a = new counter' && lines_of 'n& = clone a' "$1"; }
objects() { lines_of 'n& = new counter &' "$1"; }
cells() { echo 'a = new counter' && lines_of 'n& = new cell a' "$1"; }
raw() { echo 'a = new counter' && lines_of 'n& = as_raw a' "$1"; }
drop() { names "$1" && awk -v n="$1" 'BEGIN { printf "drop"; for (i = 1; i <= n; i++) printf " n%d", i; print "" }'; }
reset() { names "$1" && echo .reset; }
gc() { guest && lines_of 'wasm call m none a' "$1" && echo 'wasm gc'; }
get() { guest && echo "wasm call m get c $1"; }
incr() { guest && echo "wasm call m incr a $1"; }
log() { guest && echo "wasm call m log $1 8"; }
logged() { guest && lines_of 'wasm call m log 1000 1000' "$1"; }
json() { echo "s = new string \"$(head -c 1000000 /dev/zero | tr '\0' x)\"" && names "$1"; }
page() { names "$1"; }
functions() {
  { echo '(module' && lines_of '(func (export "f&") nop)' "$1" && echo ')'; } >functions.wat
  echo 'm = wasm load functions.wat'
}
reads() { names "$1" >reads.xr && echo '.read reads.xr'; }
rereads() { lines_of 'n = new counter' 10 >rereads.xr && lines_of '.read rereads.xr' "$1"; }

# A module whose code asks the host again and again.
guest() {
  cat >guest.wat <<'EOF'
(module
  (import "host" "get" (func $get (param externref) (result externref)))
  (import "host" "incr" (func $incr (param externref) (result i64)))
  (import "host" "log" (func $log (param i32 i32)))
  (memory (export "memory") 1)
  (func (export "none") (param externref))
  (func (export "get") (param externref i32)
    (loop local.get 0 call $get drop
      (br_if 0 (local.tee 1 (i32.sub (local.get 1) (i32.const 1))))))
  (func (export "incr") (param externref i32)
    (loop local.get 0 call $incr drop
      (br_if 0 (local.tee 1 (i32.sub (local.get 1) (i32.const 1))))))
  (func (export "log") (param i32 i32)
    (loop i32.const 0 local.get 1 call $log
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))
EOF
  printf '%s\n' 'm = wasm load guest.wat' 'a = new counter' 'c = new cell a'
}

# Seconds of processor time and MiB at most, of an input of a size: the least of three runs.
cost_of() {
  local round
  (
    cd "$inputs"
    "$1" "$2" >input.xr
    for round in 1 2 3; do
      # shellcheck disable=SC2086
      /usr/bin/time -f '%U %S %M' "$executable" ${way[$1]:-run -q} input.xr 2>errors >output </dev/null ||
        { say "failed: $1 $2" && head -5 errors >&2 && exit 1; }
      tail -1 errors
    done
  ) | awk '{ time = $1 + $2; if (NR == 1 || time < least) least = time; if (NR == 1 || $3 < memory) memory = $3 }
    END { printf "%.2f %.1f\n", least, memory / 1024 }'
}

# Ten times as much, or hundredths of a second that no clock tells apart.
growth_of() { awk -v a="$1" -v b="$2" -v floor="$3" 'BEGIN { printf "%.1f", (b < floor) ? 1 : b / (a > 0 ? a : 0.01) }'; }

is_beyond() { awk -v a="$1" -v most="$most" 'BEGIN { exit !(a > most) }'; }

compare() {
  local item spent few many time memory failed=()
  need_packages time
  need_executable
  mkdir -p "$inputs"
  printf '## Growth\n\n%s\n' "$(circumstances)"
  printf 'The least of 3 runs. Work and memory may grow at most %s-fold when the input grows tenfold.\n\n' "$most"
  row 'the input grows in' n 's, n' 's, 10 n' '' 'MiB, n' 'MiB, 10 n' ''
  row --- ---: ---: ---: ---: ---: ---: ---:
  for item in "${growth_items[@]}"; do
    say "$item"
    spent=$(cost_of "$item" "${size[$item]}")
    read -ra few <<<"$spent"
    spent=$(cost_of "$item" $((10 * ${size[$item]})))
    read -ra many <<<"$spent"
    time=$(growth_of "${few[0]}" "${many[0]}" 0.1)
    memory=$(growth_of "${few[1]}" "${many[1]}" 1)
    if is_beyond "$time" || is_beyond "$memory"; then failed+=("$item"); fi
    row "${label[$item]}" "${size[$item]}" "${few[0]}" "${many[0]}" "×$time" "${few[1]}" "${many[1]}" "×$memory"
  done
  rm -r "$inputs"
  [ ${#failed[@]} -eq 0 ] || { say "more than $most-fold: ${failed[*]}" && return 1; }
}
