import { openConnection } from '@clearway/sdk'
import { knowsKey } from '@clearway/sdk/prove-server'
import { readProfiles } from '@clearway/sdk/profiles'
import { command } from '../../command.ts'
import { text } from '../../option.ts'
import { storeProfiles } from '../../profiles/store-profiles.ts'
import { UsageError } from '../../usage-error.ts'
import { readKeys } from './read-keys.ts'

/** How long a server may take to answer a login. */
const patienceSeconds = 10

export const login = command({
  details:
    'Checks the key pair against the server, and stores it for this user alone under the name of a profile, which becomes the active one: every command and every program then finds this server, unless its flags or the environment name another. A key that is no flag is asked for; without a terminal it is a line of standard input. A secret key on the command line is visible to the other users of the machine.',
  args: { url: 'The server’s address.' },
  options: {
    accessKey: text('The access key.', 'KEY'),
    secretKey: text('The secret key.', 'KEY'),
    profile: text('The profile’s name. Default: the host of the address.', 'NAME'),
    filesUrl: text('The address of the server’s files, if it is not below that of the server.', 'URL'),
  },
  examples: ['https://clearway.example.org', 'http://127.0.0.1:8008 --profile local --access-key KEY < secret.txt'],
  callsServer: false,
  async run({ url, profile: given, filesUrl, ...flags }) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      throw new UsageError(`The address is '${url}', but must begin with http:// or https:// and name a host.`)
    const profile = given ?? new URL(url).host
    if (!/^[\w.:@-]+$/.test(profile)) throw new UsageError(`--profile is '${profile}', but must consist of letters, digits and . : @ _ -`)
    // Read first, so that a damaged file is reported before anybody types a key.
    const known = await readProfiles()
    const credentials = await readKeys(flags)
    const address = { url: url.replace(/\/+$/, ''), ...(filesUrl === undefined ? {} : { filesUrl }) }
    // The environment is left out, so that nothing but the given key is checked.
    const { api } = await openConnection({ ...address, credentials, patienceSeconds }, {})
    const { user } = await api.users.get_current_user({})
    const proves = (await knowsKey({ ...address, ...credentials })) ? { proves: true as const } : {}
    const stored = { ...address, ...credentials, ...proves }
    const file = await storeProfiles({ active: profile, profiles: { ...known.profiles, [profile]: stored } })
    return { profile, url: address.url, user: { id: user.id, name: user.name, role: user.role }, file }
  },
  show: ({ profile, url, user, file }, look) =>
    `${look.paint('green', '✓')} Logged in to ${url} as ${user.name} (${user.role}).\n  The key is stored in ${file} as the profile ${look.paint('bold', profile)}, which is active.`,
})
