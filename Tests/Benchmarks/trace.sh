# Sourced by scripts/bench: what tracing costs.

# The loops, and how many events each round of them has on each thread.
trace_items=(clone_drop new_int new_string raw four_apart four_shared)
declare -A events=([clone_drop]=2 [new_int]=3 [new_string]=3 [raw]=2 [four_apart]=2 [four_shared]=2)
declare -A threads=([four_apart]=4 [four_shared]=4)
declare -A title=(
  [clone_drop]='clone and drop' [new_int]='new and drop: an integer' [new_string]='new and drop: a string on the heap'
  [new_aligned]='new and drop: 64 bytes, aligned to 64' [new_move_only]='new and drop: a move-only value'
  [downcast_hit]='downcast, right type' [downcast_miss]='downcast, other type' [raw]='into raw and back'
  [four_apart]='clone and drop: 4 threads, a handle each' [four_shared]='clone and drop: 4 threads, one handle'
  [empty]='an empty loop')
counted_items=(empty clone_drop new_int new_string new_aligned new_move_only downcast_hit downcast_miss raw)

build_both() {
  local flags
  mapfile -t flags < <(release_flags)
  swift build "${flags[@]}" --product Benchmarks >&2
  swift build "${flags[@]}" --traits Tracing --scratch-path "$root/.build-traced" --product Benchmarks >&2
  untraced=$root/.build/release/Benchmarks
  traceable=$root/.build-traced/release/Benchmarks
}

# The nanoseconds of processor time of one round on one thread.
per_round() { ratio "$(median <"$samples/$1.$2")" $(($3 * ${threads[$1]:-1})); }

instructions() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$1" handle "$2" "$3" 2>&1 | awk '/Collected/ { print $NF }'
}

# The instructions of one round: what ten thousand rounds more cost.
instructions_per_round() {
  ratio $(($(instructions "$1" "$2" 20000) - $(instructions "$1" "$2" 10000))) 10000 1
}

compare() {
  local samples round work few=500000 many=1500000 count off idle written
  build_both
  samples=$(mktemp -d)
  rounds=${rounds:-11}
  say "$rounds rounds"
  for ((round = 0; round < rounds; round++)); do
    for work in "${trace_items[@]}"; do
      "$untraced" handle "$work" $few >>"$samples/$work.off"
      "$traceable" handle "$work" $few >>"$samples/$work.idle"
      count=$((many / ${threads[$work]:-1}))
      EXTERNREF_TRACE=$samples/trace "$traceable" handle "$work" $count >>"$samples/$work.written"
      rm "$samples/trace"
    done
  done

  printf '## Tracing\n\n%s\n' "$(circumstances)"
  printf '%s. Medians of %s rounds, in nanoseconds of processor time on one thread.\n\n' \
    "$(swift --version 2>/dev/null | head -1)" "$rounds"
  row work 'without the trait' 'with it, no trace' 'with it, a trace' 'more for each event'
  row --- ---: ---: ---: ---:
  for work in "${trace_items[@]}"; do
    off=$(per_round "$work" off $few)
    idle=$(per_round "$work" idle $few)
    written=$(per_round "$work" written $((many / ${threads[$work]:-1})))
    row "${title[$work]}" "$off" "$idle" "$written" \
      "$(awk -v a="$written" -v b="$off" -v n="${events[$work]}" 'BEGIN { printf "%.1f", (a - b) / n }')"
  done
  rm -r "$samples"
  printf '\nThe traces are files in %s. An event is what the log has one slot for: a clone, a drop, a making, a destruction.\n' \
    "$(df --output=fstype "${TMPDIR:-/tmp}" | tail -1)"

  need_packages valgrind
  say 'counting instructions'
  printf '\nInstructions of one round, by `valgrind --tool=callgrind`.\n\n'
  row work 'without the trait' 'with it, no trace'
  row --- ---: ---:
  for work in "${counted_items[@]}"; do
    row "${title[$work]}" "$(instructions_per_round "$untraced" "$work")" "$(instructions_per_round "$traceable" "$work")"
  done
}
