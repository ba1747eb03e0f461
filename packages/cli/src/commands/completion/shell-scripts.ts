export type CompletedShell = keyof typeof shellScripts

/**
 * What each shell runs to complete a line. It asks the hidden command `clearway complete` with the words before the cursor; the answer has a value on each
 * line, with its description after a tab. The answer `:files` leaves the completion to the shell.
 */
export const shellScripts = {
  bash: `
# Completion of clearway for bash.
_clearway() {
  # The words before the cursor. COMP_WORDS would have them in their quotes, and split at each colon.
  local rest="\${COMP_LINE:0:COMP_POINT}" char quote= word= is_word=
  local -a words=()
  while [ -n "$rest" ]; do
    char="\${rest:0:1}" rest="\${rest:1}"
    if [ "$char" = '\\' ] && [ "$quote" != "'" ]; then
      word+="\${rest:0:1}" rest="\${rest:1}" is_word=1
    elif [ -n "$quote" ]; then
      if [ "$char" = "$quote" ]; then quote=; else word+="$char"; fi
    elif [ "$char" = "'" ] || [ "$char" = '"' ]; then
      quote="$char" is_word=1
    elif [[ "$char" = [[:space:]] ]]; then
      if [ -n "$word$is_word" ]; then words+=("$word") word= is_word=; fi
    else
      word+="$char"
    fi
  done
  # What bash replaces begins after the last colon or equals sign.
  local line known=
  if [ -z "$quote" ]; then known="\${word%"\${word##*[:=]}"}"; fi
  COMPREPLY=()
  while IFS= read -r line; do
    if [ "$line" = ":files" ]; then compopt -o default; return; fi
    line="\${line%%$'\\t'*}"
    line="\${line#"$known"}"
    if [ -z "$quote" ]; then printf -v line '%q' "$line"; fi
    COMPREPLY+=("$line")
  done < <("\${COMP_WORDS[0]}" complete -- "\${words[@]:1}" "$word" 2>/dev/null)
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
  done < <("\${words[1]}" complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)
  _describe clearway values
}
compdef _clearway clearway
`,
  fish: `
# Completion of clearway for fish.
function __clearway
  # The unfinished word may begin with a quote that is not closed yet.
  set -l current (string replace -r "^['\\"]" '' -- (commandline -ct) | string unescape)
  set -l words (commandline -opc) "$current"
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
