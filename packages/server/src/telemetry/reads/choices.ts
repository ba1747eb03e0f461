import type { MetricChoice } from '../telemetry.ts'

/** Whether a metric and variant is requested. No list requests all; a metric without variants requests all of its variants. */
export function isChosen(choices: readonly MetricChoice[] | undefined, metric: string, variant: string): boolean {
  if (choices === undefined || choices.length === 0) return true
  return choices.some(
    (choice) =>
      (choice.metric === undefined || choice.metric === metric) && (!choice.variants?.length || choice.variants.includes(variant)),
  )
}
