import type { Measure } from './measure.ts'
export const listing: Measure = { name: 'listing', run: async () => [] }
