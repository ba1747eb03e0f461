import { type organization, type RequestOf, usageKeys } from '@clearway/contract'
import { type Handler, readerOf } from '../../context.ts'
import { dayMillis, type Days } from '../../queries/daily-run-times.ts'
import { malformed } from '../../queries/malformed.ts'
import { readTime, zoneOffset } from '../../queries/time.ts'
import { readUsages } from '../../queries/usages.ts'

type Request = RequestOf<typeof organization.get_project_usages>

const mostDays = 3660

export const get_project_usages: Handler<typeof organization.get_project_usages> = async (request, ctx) => {
  const { projects, breakdown_keys: keys = usageKeys, usage_fields: fields = ['duration', 'gpu_usage'] } = request
  const includeDevelopment = request.include_development === true
  return readUsages(readerOf(ctx), { projects, days: readDays(request), keys, fields, includeDevelopment })
}

/** The days of a request in the time zone of its first time. */
function readDays({ from_date, to_date }: Request): Days {
  const dayOf = (field: string, text: string) => {
    const time = readTime(text)
    if (time === undefined) throw malformed(field, 'is no time')
    return Math.floor((time + zoneOffset(text)) / dayMillis)
  }
  const first = dayOf('from_date', from_date)
  const last = dayOf('to_date', to_date)
  if (last < first) throw malformed('to_date', 'is before from_date')
  if (last - first >= mostDays) throw malformed('to_date', `is more than ${mostDays} days after from_date`)
  const beginOf = (day: number) => day * dayMillis - zoneOffset(from_date)
  return { from: beginOf(first), until: beginOf(last + 1) }
}
