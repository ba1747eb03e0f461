import { findProfile, readProfiles } from '@clearway/sdk/profiles'
import { command } from '../../command.ts'
import { flag } from '../../option.ts'
import { storeProfiles } from '../../profiles/store-profiles.ts'
import { UsageError } from '../../usage-error.ts'

export const use = command({
  summary: 'Make a profile the active one.',
  details:
    'The active profile names the server where neither flags nor the environment do. Without one, that is the server of the default data folder.',
  args: { 'profile?': 'The profile’s name.' },
  options: { none: flag('Leave no profile active.') },
  examples: ['work', '--none'],
  callsServer: false,
  async run({ profile, none }) {
    if (none === (profile !== undefined)) throw new UsageError('Name a profile, or give --none, and not both.')
    if (profile !== undefined) await findProfile(profile)
    const { profiles } = await readProfiles()
    await storeProfiles({ ...(profile === undefined ? {} : { active: profile }), profiles })
    return { active: profile ?? null }
  },
  show: ({ active }, look) =>
    `${look.paint('green', '✓')} ${active === null ? 'No profile is active.' : `The profile ${look.paint('bold', active)} is active.`}`,
})
