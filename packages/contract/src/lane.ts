export const lanes = ['step', 'light'] as const
export type Lane = (typeof lanes)[number]
export const lightModes = ['any', 'own', 'off'] as const
export type LightMode = (typeof lightModes)[number]
