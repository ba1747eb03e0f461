import { type Command as Program, Help } from 'commander'
import type { Look } from '../look.ts'
import { UsageError } from '../usage-error.ts'
import { hintAtHelp } from './path-of.ts'

/** A longer flag stands on a line of its own, so that what flags mean has its room. */
const widestTerm = 26

/** Sets what commands inherit: the style of the help, and that errors are thrown as usage errors and do not end the process. */
export function styled(program: Program, look: Look): Program {
  return program
    .exitOverride()
    .showSuggestionAfterError()
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'Explain this command.')
    .configureOutput({
      outputError: (message) => {
        const [, field] = /'([^']+)'/.exec(message) ?? []
        throw new UsageError(sentence(message), {
          cure: hintAtHelp(program),
          ...(field === undefined ? {} : { field }),
        })
      },
    })
    .configureHelp({
      // Long flags leave little room for what they mean; without this it would not be wrapped at all.
      minWidthToWrap: 24,
      padWidth: (command, helper) => Math.min(new Help().padWidth(command, helper), widestTerm),
      formatItem: (term, width, description, helper) =>
        helper.displayWidth(term) <= width
          ? Help.prototype.formatItem.call(helper, term, width, description, helper)
          : `  ${term}\n${Help.prototype.formatItem.call(helper, '', width, description, helper)}`,
      styleTitle: (title) => look.paint('bold', title),
      styleOptionTerm: (term) => look.paint('cyan', term),
      styleSubcommandTerm: (term) => look.paint('cyan', term),
      styleArgumentTerm: (term) => look.paint('cyan', term),
      subcommandTerm: (child) => child.name(),
    })
}

/** Makes a sentence of Commander's messages, such as `error: unknown option '--x'`. */
function sentence(message: string): string {
  const [first = '', ...rest] = message
    .trim()
    .replace(/^error: /, '')
    .split('\n')
  const text = `${first.charAt(0).toUpperCase()}${first.slice(1)}`
  return [/[.?!)]$/.test(text) ? text : `${text}.`, ...rest.map((line) => line.replace(/^\((.*)\)$/, '$1'))].join(' ')
}
