/**
 * The shell program that supervises one step: it outlives the agent and writes the step's exit code to the file `$1`.
 * Only built-in commands, so that it costs one fork and works under any PATH.
 *
 * It leads the process group, so signals to the group reach it as well: it traps them (traps are reset in the step)
 * and stays to record the end. The step runs in the foreground, because a shell makes background programs ignore SIGINT.
 *
 * Descriptor 3 tells the agent that the traps are set. The word on standard input is the permission to start: it comes after the
 * agent has recorded this process, and if the agent dies before that, the step never ran. (SIGPIPE is not trapped: it says just that.)
 *
 * Its own standard error is put away meanwhile, or the shell would add "Terminated" to the step's output.
 *
 * The exit file exists already and is written in place, which works even on a disk that the step has filled.
 */
export const launcherScript = `
result=$1; shift
trap 'early=129' HUP; trap 'early=130' INT; trap 'early=131' QUIT; trap 'early=143' TERM
trap 'early=138' USR1; trap 'early=140' USR2; trap 'early=142' ALRM
echo ready >&3
exec 3>&-
read -r word
if [ -z "$early" ]; then
  [ "$word" = start ] || exit 125
  exec 4>&2 2>/dev/null
  "$@" </dev/null 2>&4 4>&-
  code=$?
else
  code=$early
fi
echo "$code" 1<>"$result"
`
