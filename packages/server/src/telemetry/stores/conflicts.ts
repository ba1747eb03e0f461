/** The SQL, for both databases, that merges a row into a stored row of the same identity. For a series it does what `include` of merge.ts does. */
export const seriesConflict = `on conflict (task, metric, variant, attempt) do update set
  min = case when series.min is null or excluded.min < series.min then excluded.min else series.min end,
  min_iter = case when series.min is null or excluded.min < series.min then excluded.min_iter else series.min_iter end,
  max = case when series.max is null or excluded.max > series.max then excluded.max else series.max end,
  max_iter = case when series.max is null or excluded.max > series.max then excluded.max_iter else series.max_iter end,
  first = case when series.first_iter is null or excluded.first_iter < series.first_iter then excluded.first else series.first end,
  first_iter = case when series.first_iter is null or excluded.first_iter < series.first_iter then excluded.first_iter else series.first_iter end,
  last = case when series.last_ts is null or excluded.last_ts >= series.last_ts then excluded.last else series.last end,
  last_iter = case when series.last_ts is null or excluded.last_ts >= series.last_ts then excluded.last_iter else series.last_iter end,
  last_ts = case when series.last_ts is null or excluded.last_ts >= series.last_ts then excluded.last_ts else series.last_ts end,
  sum = series.sum + excluded.sum,
  count = series.count + excluded.count,
  written = series.written + excluded.written,
  x_axis_label = coalesce(excluded.x_axis_label, series.x_axis_label)`

export const pointConflict = 'on conflict (series, iter) do update set ts = excluded.ts, value = excluded.value, kind = excluded.kind'

export const sampleConflict =
  'on conflict (task, metric, variant, iter, key, attempt) do update set ts = excluded.ts, worker = excluded.worker, body = excluded.body'

export const headConflict = 'on conflict (task) do update set seq = log_head.seq + excluded.seq returning seq'

/** If the last parameter is `true`, the newer record replaces the stored one; else nothing is written. */
export const recordConflict =
  'on conflict (key) do update set company = excluded.company, answer = excluded.answer, created = excluded.created where '

/** Returns the offset up to which the output was stored before. The row stays locked, so no other batch of the attempt reads the same offset. */
export const outputConflict = `on conflict (attempt) do update set
  earlier = output_offset.reached,
  reached = case when excluded.reached > output_offset.reached then excluded.reached else output_offset.reached end,
  created = excluded.created
  returning earlier`

export const seriesColumns = [
  'company',
  'task',
  'attempt',
  'metric',
  'variant',
  'min',
  'min_iter',
  'max',
  'max_iter',
  'first',
  'first_iter',
  'sum',
  'count',
  'last',
  'last_iter',
  'last_ts',
  'x_axis_label',
  'written',
] as const
export const sampleColumns = ['company', 'task', 'attempt', 'metric', 'variant', 'iter', 'key', 'ts', 'worker', 'body'] as const
export const recordColumns = ['key', 'company', 'answer', 'created'] as const
export const outputColumns = ['attempt', 'company', 'reached', 'earlier', 'created'] as const
export const logColumns = ['task', 'seq', 'company', 'attempt', 'ts', 'level', 'worker', 'msg'] as const
