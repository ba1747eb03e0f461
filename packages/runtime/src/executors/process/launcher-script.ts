/**
 * The shell program that runs one step: it outlives the agent and writes the step's exit code to a file. It uses built-in commands only, so that
 * it costs one fork and works under any PATH.
 *
 * It is started before there is anything to run, because the start of a process takes an agent longer than all else of a step's beginning. It writes to
 * descriptor 3 when the traps are set. The line on standard input names the step's plan (`launch-plan.ts`), and is the permission to run it: the line
 * comes after the agent has recorded this process, and if the agent dies before that, the step never ran. SIGPIPE is not trapped, so that the launcher of
 * an agent that died before reading descriptor 3 ends.
 *
 * The launcher leads the process group, so signals to the group reach it as well: it traps them (traps are reset in the step)
 * and stays to record the end. The step runs in the foreground, because a shell makes background programs ignore SIGINT. A signal that comes
 * before the line may interrupt the reading, which is therefore tried again.
 *
 * The step is a function of the plan, called in a subshell that becomes the program: its variables are not the launcher's.
 *
 * The launcher's own standard error is closed meanwhile, or the shell would add "Terminated" to the step's output.
 *
 * The exit file exists already and is written in place, which works even on a disk that the step has filled.
 *
 * The plan sets `tie` for a step that ends with the process that started it.
 */
export const launcherScript = `
trap 'early=129' HUP; trap 'early=130' INT; trap 'early=131' QUIT; trap 'early=143' TERM
trap 'early=138' USR1; trap 'early=140' USR2; trap 'early=142' ALRM
echo ready >&3
exec 3>&-
IFS= read -r plan || IFS= read -r plan || IFS= read -r plan
[ -n "$plan" ] || exit 125
. "$plan"
if [ -z "$early" ]; then
  exec 4>&2 2>/dev/null
  (step) </dev/null 2>&4 4>&-
  code=$?
else
  code=$early
fi
echo "$code" 1<>"$result"
[ -z "$tie" ] || kill -9 "$tie" 2>/dev/null
`
