import { command, Printed } from '../../command.ts'
import { UsageError } from '../../usage-error.ts'
import { shellScripts, type CompletedShell } from './shell-scripts.ts'

export const completion = command({
  details:
    'Prints the program by which the shell completes commands, flags and names of `clearway`. Names of queues, tasks and runs come from the server.\n\nbash: `clearway completion bash >> ~/.bashrc`. zsh: `clearway completion zsh >> ~/.zshrc`, after `compinit`. fish: `clearway completion fish > ~/.config/fish/completions/clearway.fish`.',
  args: { shell: 'bash, zsh or fish.' },
  examples: ['bash', 'zsh', 'fish'],
  callsServer: false,
  async run({ shell }, context) {
    if (!Object.hasOwn(shellScripts, shell))
      throw new UsageError(`There is no completion for '${shell}'.`, {
        field: 'shell',
        cure: `There is: ${Object.keys(shellScripts).join(', ')}.`,
      })
    const program = shellScripts[shell as CompletedShell].trim()
    if (context.json) return { shell, program }
    context.print(program)
    return new Printed()
  },
})
