# Sourced by the scripts that install and package, after requirements.sh: which file goes where.

# Writes the program's completions for the shells of the system into a folder.
write_completions() {
  "$executable" --generate-completion-script bash | sed '1{/^#!/d}' >"$1/externref"
  "$executable" --generate-completion-script zsh >"$1/_externref"
  "$executable" --generate-completion-script fish >"$1/externref.fish"
}

# Prints a line for each file of an installation: its mode, where it comes from, and where it goes beneath the prefix. The
# programs are `executable` and `page_server`; the completions come from a folder.
installation() {
  local completions=$1 zsh=${2:-share/zsh/site-functions} page
  printf '%s\t%s\t%s\n' 755 "$executable" bin/externref
  printf '%s\t%s\t%s\n' 755 "$page_server" libexec/externref/externref-page-server
  printf '%s\t%s\t%s\n' 755 "$root/scripts/install-wasmtime" share/externref/install-wasmtime
  printf '%s\t%s\t%s\n' 644 "$root/scripts/requirements.sh" share/externref/requirements.sh
  printf '%s\t%s\t%s\n' 644 "$completions/externref" share/bash-completion/completions/externref
  printf '%s\t%s\t%s\n' 644 "$completions/_externref" "$zsh/_externref"
  printf '%s\t%s\t%s\n' 644 "$completions/externref.fish" share/fish/vendor_completions.d/externref.fish
  for page in "$root"/docs/man/*.1; do
    printf '%s\t%s\t%s\n' 644 "$page" "share/man/man1/${page##*/}"
  done
}

# Installs beneath a prefix what `installation` prints, from standard input. What is not there is left out.
install_files() {
  local mode from to
  while IFS=$'\t' read -r mode from to; do
    [ -e "$from" ] || continue
    # Beside its place first, so that a program that runs is replaced and not written into.
    install -D -m "$mode" "$from" "$1/$to.new"
    mv "$1/$to.new" "$1/$to"
  done
}
