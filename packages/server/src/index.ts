export {
  readSettings,
  type SeededUser,
  SettingError,
  type SettingDefaults,
  type SettingName,
  type Settings,
  type SettingSource,
  settingsTable,
  sourcesOf,
  variableOf,
} from './settings.ts'
export { type RunningServer, startServer } from './server.ts'
export { FolderInUse, UnusableDatabase } from './db/connection/unusable-database.ts'
