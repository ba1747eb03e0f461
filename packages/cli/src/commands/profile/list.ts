import { readProfiles } from '@clearway/sdk/profiles'
import { command } from '../../command.ts'
import { table } from '../../show/table.ts'

export const list = command({
  summary: 'The profiles of this user, without their secrets.',
  callsServer: false,
  async run() {
    const { active, profiles } = await readProfiles()
    return {
      profiles: Object.entries(profiles).map(([name, { url, accessKey }]) => ({ name, url, accessKey, active: name === active })),
    }
  },
  show: ({ profiles }, look) =>
    profiles.length === 0
      ? `${look.paint('dim', 'No profiles.')}\n  \`${look.typed('clearway login URL')}\` makes one.`
      : table(
          look,
          [
            { head: '', cell: ({ active }) => (active ? look.paint('green', '●') : ' ') },
            { head: 'NAME', cell: ({ name, active }) => (active ? look.paint('bold', name) : name) },
            { head: 'SERVER', cell: ({ url }) => url },
            { head: 'ACCESS KEY', cell: ({ accessKey }) => look.paint('dim', accessKey), rank: 1 },
          ],
          profiles,
        ),
})
