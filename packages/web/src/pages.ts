import {
  IconBox,
  IconCalendar,
  IconFileText,
  IconHome,
  IconListDetails,
  IconRoute,
  IconServer,
  IconSettings,
  IconStack2,
} from '@tabler/icons-react'
import { shortcuts } from './keys/shortcuts.ts'

/** The pages that the rail and the palette list. */
export const pages = [
  { to: '/', label: 'Home', icon: IconHome, keys: shortcuts.home.keys },
  { to: '/pipelines', label: 'Pipelines', icon: IconRoute, keys: shortcuts.pipelines.keys },
  { to: '/tasks', label: 'Tasks', icon: IconListDetails, keys: shortcuts.tasks.keys },
  { to: '/queues', label: 'Queues', icon: IconStack2, keys: shortcuts.queues.keys },
  { to: '/workers', label: 'Workers', icon: IconServer, keys: shortcuts.workers.keys },
  { to: '/models', label: 'Models', icon: IconBox, keys: shortcuts.models.keys },
  { to: '/artifacts', label: 'Artifacts', icon: IconFileText, keys: shortcuts.artifacts.keys },
  { to: '/schedules', label: 'Schedules', icon: IconCalendar, keys: shortcuts.schedules.keys },
  { to: '/settings', label: 'Settings', icon: IconSettings, keys: shortcuts.settings.keys },
] as const
