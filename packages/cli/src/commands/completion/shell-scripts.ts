export type CompletedShell = keyof typeof shellScripts

/**
 * What each shell runs to complete a line. It asks the hidden command `clearway complete` with the words before the cursor; the answer has a value on each
 * line, with its description after a tab. The answer `:files` leaves the completion to the shell.
 */
export const shellScripts = {
  bash: `
# Completion of clearway for bash.
_clearway() {
  local words line
  words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=()
  while IFS= read -r line; do
    if [ "$line" = ":files" ]; then compopt -o default; return; fi
    line="\${line%%$'\\t'*}"
    printf -v line '%q' "$line"
    COMPREPLY+=("$line")
  done < <("\${COMP_WORDS[0]}" complete -- "\${words[@]}" 2>/dev/null)
}
complete -F _clearway clearway
`,
  zsh: `
# Completion of clearway for zsh.
_clearway() {
  local -a values
  local line
  while IFS= read -r line; do
    if [[ "$line" = ":files" ]]; then _files; return; fi
    line="\${line//:/\\\\:}"
    values+=("\${line/$'\\t'/:}")
  done < <("\${words[1]}" complete -- "\${(@Q)words[2,$CURRENT]}" 2>/dev/null)
  _describe clearway values
}
compdef _clearway clearway
`,
  fish: `
# Completion of clearway for fish.
function __clearway
  set -l words (commandline -opc) (commandline -ct)
  set -l answer (command $words[1] complete -- $words[2..-1] 2>/dev/null)
  if test "$answer" = ":files"
    __fish_complete_path (commandline -ct)
  else
    string join \\n -- $answer
  end
end
complete -c clearway -f -a '(__clearway)'
`,
} as const
