export const settingsParts = ['you', 'keys', 'connect', 'users', 'server'] as const
export type SettingsPart = (typeof settingsParts)[number]
