import { machineMetrics } from '@clearway/contract'

/** All figures that one report has of one device, or of several that are stored together. */
export interface Figure {
  readonly metric: string
  readonly variant: string
  readonly values: readonly number[]
}

/** With more devices than this, a machine’s figures of one metric are stored together, so that machines with hundreds of cores need no more room. */
const mostDevices = 64

/** The figures of a report, by device. What is unknown or no number is left out. Source of the names of variants: ClearML server 2.3.0. */
export function figuresOf(stats: Readonly<Record<string, unknown>>): Figure[] {
  return machineMetrics.flatMap((metric) => {
    const given = stats[metric]
    if (!Array.isArray(given)) return Number.isFinite(given) ? [{ metric, variant: 'total', values: [given as number] }] : []
    const devices = given.flatMap((value: unknown, index) => (Number.isFinite(value) ? [{ index, value: value as number }] : []))
    if (devices.length > mostDevices) return [{ metric, variant: 'all', values: devices.map(({ value }) => value) }]
    return devices.map(({ index, value }) => ({ metric, variant: `${index}`, values: [value] }))
  })
}
