interface WorkerId {
  readonly company: string
  readonly user: string
  readonly id: string
}

/** What tells workers of one name and of several users apart. Source: ClearML server 2.3.0. */
export function workerKey({ company, user, id }: WorkerId): string {
  return `worker_${company}_${user}_${id}`
}
