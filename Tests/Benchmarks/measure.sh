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

# Puts the page together. What was not measured here stays as it was.
write_report() {
  local report=$root/docs/benchmarks.md written=$bench/report.md part text
  local -A titles=([core]='The library' [shell]='The shell' [trace]=Tracing [growth]=Growth)
  {
    cat "$root/Tests/Benchmarks/preface.md"
    for part in core shell trace growth; do
      if [ -e "$bench/$part.md" ]; then text=$(<"$bench/$part.md"); else text=$(section "${titles[$part]}" <"$report"); fi
      [ -z "$text" ] || printf '\n%s\n' "$text"
    done
  } >"$written"
  mv "$written" "$report"
  say "wrote $report"
}

# What stands under a heading of a page, with the heading.
section() { awk -v heading="## $1" '/^## / { isIn = $0 == heading } isIn'; }

# What the figures depend on.
circumstances() {
  printf '%s. %s, %s cores, %s, load %s at the start.\n' "$(date -u +%Y-%m-%d)" \
    "$(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo)" "$(nproc)" \
    "$(. /etc/os-release && echo "$PRETTY_NAME")" "$(cut -d' ' -f1 /proc/loadavg)"
}
