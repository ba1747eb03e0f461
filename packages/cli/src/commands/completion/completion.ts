import { command, Printed } from '../../command.ts'
import { CommandFailed } from '../../failure.ts'
import { shellScripts, type CompletedShell } from './shell-scripts.ts'

export const completion = command({
  details:
    'Prints the program by which the shell completes commands, flags and names of `clearway`. Names of queues, tasks and runs come from the server.\n\nbash: `clearway completion bash >> ~/.bashrc`. zsh: `clearway completion zsh >> ~/.zshrc`, after `compinit`. fish: `clearway completion fish > ~/.config/fish/completions/clearway.fish`.',
  args: { shell: 'bash, zsh or fish.' },
  examples: ['bash', 'zsh', 'fish'],
  callsServer: false,
  async run({ shell }, context) {
    if (!Object.hasOwn(shellScripts, shell))
      throw new CommandFailed(`There is no completion for '${shell}'. There is: ${Object.keys(shellScripts).join(', ')}.`, {
        code: 'not_found',
      })
    const program = shellScripts[shell as CompletedShell].trim()
    if (context.json) return { shell, program }
    context.print(program)
    return new Printed()
  },
})
