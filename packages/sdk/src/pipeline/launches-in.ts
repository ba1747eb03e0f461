import type { Launch } from '@clearway/contract'
import type { Advance, LaunchCommand } from '@clearway/engine'
import type { PlannedLaunch } from './run-log.ts'

/** How many launches go into one transaction; more would delay other writers. */
const launchesPerAppend = 16

/** The launches that follow from previewed events, as far as one transaction takes them and they can be planned. */
export async function launchesIn(
  { commands, events }: Advance,
  plan: (command: LaunchCommand) => Promise<Launch | undefined>,
): Promise<readonly PlannedLaunch[]> {
  if (events.length === 0) return []
  const planned = commands
    .filter((command) => command.type === 'launch')
    .slice(0, launchesPerAppend)
    .map(async (command): Promise<PlannedLaunch[]> => {
      const launch = await plan(command)
      return launch === undefined ? [] : [{ command, launch }]
    })
  return (await Promise.all(planned)).flat()
}
