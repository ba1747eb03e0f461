import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { Outlet } from '@tanstack/react-router'
import { IconLogout, IconMoon, IconSun } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useLogOut } from './actions/use-log-out.ts'
import { userQuery } from './api/queries.ts'
import { FrameKeys } from './keys/frame-keys.tsx'
import { LiveMark } from './live/live-mark.tsx'
import { LoadingMark } from './live/loading-mark.tsx'
import { useLive } from './live/live.ts'
import { PagePath } from './path/page-path.tsx'
import { Rail } from './rail.tsx'
import { Failure } from './ui/failure.tsx'
import { Tips } from './ui/tips.tsx'

/** What is around each page: the rail of pages, the bar with the path to the page and the state of the connection, and who is logged in. */
export function Frame() {
  useLive()
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const { data: user } = useQuery(userQuery)
  const logOut = useLogOut()
  return (
    <div className="frame">
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <header className="topbar">
        <img src="/icon.svg" width={20} height={20} alt="" />
        <strong className="brand">Clearway</strong>
        <PagePath />
        <div className="space" />
        <FrameKeys />
        <LiveMark />
        <span className="muted user-name">{user?.name}</span>
        <ActionIcon
          variant="subtle"
          aria-label="Light or dark colours"
          data-tip={scheme === 'dark' ? 'Light colours' : 'Dark colours'}
          onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
        >
          {scheme === 'dark' ? <IconSun size={16} /> : <IconMoon size={16} />}
        </ActionIcon>
        <ActionIcon variant="subtle" aria-label="Log out" data-tip="Log out" onClick={() => logOut.mutate()}>
          <IconLogout size={16} />
        </ActionIcon>
      </header>
      <LoadingMark />
      <Rail />
      <main id="main" tabIndex={-1}>
        <Failure error={logOut.error} />
        <Outlet />
      </main>
      <Tips />
    </div>
  )
}
