# Sourced by scripts/bench: figures and tables.

# The median of the numbers on standard input.
median() {
  sort -g | awk '{ n[NR] = $1 } END { print (NR % 2) ? n[(NR + 1) / 2] : (n[NR / 2] + n[NR / 2 + 1]) / 2 }'
}

ratio() { awk -v a="$1" -v b="$2" -v places="${3:-2}" 'BEGIN { printf "%.*f", places, a / b }'; }

row() {
  local cell
  for cell in "$@"; do printf '| %s ' "$cell"; done
  printf '|\n'
}

# A row for each part of the report, whichever has been measured last.
write_report() {
  local report=$root/docs/benchmarks.md part
  mkdir -p "$root/docs"
  {
    cat "$root/Tests/Benchmarks/preface.md"
    for part in core shell trace growth; do
      if [ -e "$bench/$part.md" ]; then
        printf '\n'
        cat "$bench/$part.md"
      fi
    done
  } >"$report"
  say "wrote $report"
}

# What the figures depend on.
circumstances() {
  printf '%s. %s, %s cores, %s, load %s at the start.\n' "$(date -u +%Y-%m-%d)" \
    "$(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo)" "$(nproc)" \
    "$(. /etc/os-release && echo "$PRETTY_NAME")" "$(cut -d' ' -f1 /proc/loadavg)"
}
