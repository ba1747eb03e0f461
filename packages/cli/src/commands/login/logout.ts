import { findProfile, readProfiles } from '@clearway/sdk/profiles'
import { command } from '../../command.ts'
import { CommandFailed } from '../../failure.ts'
import { storeProfiles } from '../../profiles/store-profiles.ts'

export const logout = command({
  details: 'Deletes the key of a profile from this machine. The key itself stays valid: revoke it on the server if others may know it.',
  args: { 'profile?': 'The profile’s name. Default: the active one.' },
  callsServer: false,
  async run({ profile: given }) {
    const known = await readProfiles()
    const profile = given ?? known.active
    if (profile === undefined)
      throw new CommandFailed('No profile is active. `clearway profile list` shows what there is.', { code: 'not_found' })
    const { url } = await findProfile(profile)
    const profiles = Object.fromEntries(Object.entries(known.profiles).filter(([name]) => name !== profile))
    await storeProfiles({ profiles, ...(known.active === undefined || known.active === profile ? {} : { active: known.active }) })
    return { profile, url }
  },
  show: ({ profile, url }, look) =>
    `${look.paint('green', '✓')} The profile ${look.paint('bold', profile)} with its key for ${url} is deleted.`,
})
