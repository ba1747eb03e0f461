import { getRouteApi, Link } from '@tanstack/react-router'
import { Connect } from './connect.tsx'
import { Keys } from './keys.tsx'
import { Server } from './server.tsx'
import { type SettingsPart, settingsParts } from './settings-parts.ts'
import { Users } from './users.tsx'
import { You } from './you.tsx'

const route = getRouteApi('/framed/settings/$part')
const parts: Readonly<Record<SettingsPart, () => React.JSX.Element>> = {
  you: You,
  keys: Keys,
  connect: Connect,
  users: Users,
  server: Server,
}

/** What belongs to the user and to the server rather than to the work. */
export function SettingsPage() {
  const { part } = route.useParams()
  const chosen = settingsParts.find((one) => one === part) ?? 'you'
  const Part = parts[chosen]
  return (
    <div className="page">
      <h1>Settings</h1>
      <nav aria-label="Settings" className="choice links">
        {settingsParts.map((one) => (
          <Link key={one} to="/settings/$part" params={{ part: one }}>
            {`${one[0]?.toUpperCase()}${one.slice(1)}`}
          </Link>
        ))}
      </nav>
      <Part />
    </div>
  )
}
