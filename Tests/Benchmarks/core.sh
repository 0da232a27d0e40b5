# Sourced by scripts/bench: the library and its peers.

work_items=(clone_drop new_int new_string new_mutex new_aligned new_move_only downcast_hit downcast_miss raw threads_shared
  threads_apart)
declare -A title=(
  [clone_drop]='clone and drop' [new_int]='new and drop: an integer' [new_string]='new and drop: a string on the heap ²'
  [new_mutex]='new and drop: a mutex around an integer'
  [new_aligned]='new and drop: 64 bytes, aligned to 64 ³' [new_move_only]='new and drop: a move-only value'
  [downcast_hit]='downcast, right type' [downcast_miss]='downcast, other type' [raw]='into raw and back'
  [threads_shared]='clone and drop: 2 threads, one handle' [threads_apart]='clone and drop: 2 threads, a handle each')
# How often a loop goes round in one measurement. That takes a few milliseconds, so that on a busy machine most of the
# measurements are over before another process gets its turn; with two threads it takes longer, so that they are at it
# together for nearly all of the time.
declare -A times=(
  [clone_drop]=500000 [new_int]=200000 [new_string]=60000 [new_mutex]=100000 [new_aligned]=50000 [new_move_only]=150000
  [downcast_hit]=3000000 [downcast_miss]=3000000 [raw]=3000000 [threads_shared]=500000 [threads_apart]=1000000)

peers=()
declare -A heading command

build_peers() {
  local flags
  mapfile -t flags < <(release_flags)
  swift build "${flags[@]}" --product Benchmarks >&2
  peers+=(handle)
  heading[handle]='`VMExternRef`'
  command[handle]="$root/.build/release/Benchmarks handle"
  if command -v rustc >/dev/null; then
    rustc -O --edition 2021 -o "$bench/rust" "$root/Tests/Benchmarks/Rust/main.rs"
    peers+=(wasmtime arc)
    heading[wasmtime]='wasmtime'"'"'s, in Rust ¹'
    command[wasmtime]="$bench/rust wasmtime"
    heading[arc]='`Arc<dyn Any>`'
    command[arc]="$bench/rust arc"
  else
    say 'no rustc: Rust is left out'
  fi
  if command -v c++ >/dev/null; then
    c++ -O2 -std=c++20 -pthread -o "$bench/shared_ptr" "$root/Tests/Benchmarks/Cpp/shared_ptr.cpp"
    peers+=(shared_ptr)
    heading[shared_ptr]='`shared_ptr<void>`'
    command[shared_ptr]=$bench/shared_ptr
  else
    say 'no c++: C++ is left out'
  fi
  peers+=(object)
  heading[object]='`AnyObject`'
  command[object]="$root/.build/release/Benchmarks object"
}

# C++'s pointers do not know what they point at, and their counts cannot be moved out.
does() { ! [[ $1 = shared_ptr && $2 =~ ^(downcast|raw) ]]; }

# How many rounds a loop of so many goes in all.
rounds_of() { if [[ $1 = threads_* ]]; then echo $((2 * $2)); else echo "$2"; fi; }

# What one round of a loop takes, in nanoseconds of processor time: what other processes do counts for little then, and
# measuring in turns gives all of the peers the same share of it.
measure_times() {
  local round work peer
  for ((round = 0; round < rounds; round++)); do
    for work in "${work_items[@]}"; do
      for peer in "${peers[@]}"; do
        does "$peer" "$work" || continue
        ${command[$peer]} "$work" "${times[$work]}" >>"$samples/$work.$peer"
      done
    done
  done
  for work in "${work_items[@]}"; do
    for peer in "${peers[@]}"; do
      does "$peer" "$work" || continue
      nanoseconds[$work.$peer]=$(ratio "$(median <"$samples/$work.$peer")" "$(rounds_of "$work" "${times[$work]}")")
    done
  done
}

# The instructions of so many rounds, as valgrind counts them.
instructions() {
  local peer=$1 work=$2 count=$3
  valgrind --tool=callgrind --callgrind-out-file=/dev/null ${command[$peer]} "$work" "$count" 2>&1 |
    awk '/Collected/ { print $NF }'
}

# The instructions of one round: what ten thousand rounds more cost, so that starting up does not count.
measure_instructions() {
  local work peer few many
  for peer in "${peers[@]}"; do
    for work in empty "${work_items[@]}"; do
      does "$peer" "$work" || continue
      few=$(instructions "$peer" "$work" 10000)
      many=$(instructions "$peer" "$work" 20000)
      per_round[$work.$peer]=$(ratio $((many - few)) "$(rounds_of "$work" 10000)" 1)
    done
  done
  # A loop that is no longer than the empty one has lost its work to the optimizer.
  for peer in "${peers[@]}"; do
    for work in "${work_items[@]}"; do
      does "$peer" "$work" || continue
      if awk -v a="${per_round[$work.$peer]}" -v b="${per_round[empty.$peer]}" 'BEGIN { exit !(a <= b + 0.5) }'; then
        say "${heading[$peer]}: nothing is left of '${title[$work]}'"
        suspicious=yes
      fi
    done
  done
}

compare() {
  local samples work peer cells best
  declare -A nanoseconds per_round
  suspicious=no
  build_peers
  samples=$(mktemp -d)
  rounds=${rounds:-31}
  say "$rounds rounds"
  measure_times
  need_packages valgrind
  say 'counting instructions'
  measure_instructions

  printf '## The library\n\n%s\n' "$(circumstances)"
  printf '%s' "$(swift --version 2>/dev/null | head -1)"
  command -v rustc >/dev/null && printf '; %s' "$(rustc --version)"
  command -v c++ >/dev/null && printf '; %s' "$(c++ --version | head -1)"
  printf '. Medians of %s rounds, in nanoseconds of processor time.\n\n' "$rounds"

  row work "${peers[@]/#/}" | sed "$(for peer in "${peers[@]}"; do printf 's/| %s /| %s /;' "$peer" "${heading[$peer]}"; done)"
  row --- $(printf -- '---: %.0s' "${peers[@]}")
  for work in "${work_items[@]}"; do
    cells=()
    for peer in "${peers[@]}"; do
      does "$peer" "$work" || { cells+=('') && continue; }
      if [ "$peer" = handle ]; then
        cells+=("${nanoseconds[$work.handle]}")
      else
        cells+=("${nanoseconds[$work.$peer]} (×$(ratio "${nanoseconds[$work.handle]}" "${nanoseconds[$work.$peer]}"))")
      fi
    done
    row "${title[$work]}" "${cells[@]}"
  done
  memory_rows
  printf '\n'
  for work in new_int new_move_only; do say_goal "$work"; done
  printf '\nIn brackets: what the handle takes, as a multiple of that. Below 1, the handle is faster.\n'
  printf '\n¹ The handle of wasmtime 0.18 to 18, built anew: the value, and behind it the count and a pointer of two words.\n'
  printf '\n² Two thirds of its instructions make and free the string: Swift checks its UTF-8, and counts references to its memory.\n'
  printf '\n³ Swift gives no type an alignment above 16, so there the 64 bytes are a second block, owned by the first.\n'

  printf '\nInstructions of one round, by `valgrind --tool=callgrind`; an empty loop shows what is the loop'"'"'s own.\n\n'
  row work "${peers[@]}" | sed "$(for peer in "${peers[@]}"; do printf 's/| %s /| %s /;' "$peer" "${heading[$peer]}"; done)"
  row --- $(printf -- '---: %.0s' "${peers[@]}")
  title[empty]='an empty loop'
  for work in empty "${work_items[@]}"; do
    cells=()
    for peer in "${peers[@]}"; do cells+=("${per_round[$work.$peer]:-}"); done
    row "${title[$work]}" "${cells[@]}"
  done
  rm -r "$samples"
  [ "$suspicious" = no ]
}

# How the handle compares with the fastest peer of another language.
say_goal() {
  local peer best=
  for peer in wasmtime arc shared_ptr; do
    [ -n "${nanoseconds[$1.$peer]:-}" ] || continue
    if [ -z "$best" ] || awk -v a="${nanoseconds[$1.$peer]}" -v b="$best" 'BEGIN { exit !(a < b) }'; then
      best=${nanoseconds[$1.$peer]}
    fi
  done
  [ -z "$best" ] || printf '%s, against the fastest in Rust and C++: ×%s.\n' "${title[$1]}" \
    "$(ratio "${nanoseconds[$1.handle]}" "$best")"
}

memory_rows() {
  local peer figures usable=() resident=()
  for peer in "${peers[@]}"; do
    read -r -a figures < <(${command[$peer]} heap 1000000)
    usable+=("${figures[0]} B")
    resident+=("${figures[1]} B")
  done
  row 'an integer'"'"'s block: `malloc_usable_size`' "${usable[@]}"
  row 'the same, resident, of a million' "${resident[@]}"
}
