interface WorkerId {
  readonly company: string
  readonly user: string
  readonly id: string
}

/** The key by which workers of one name and of several users are distinguished. Source: ClearML server 2.3.0. */
export function workerKey({ company, user, id }: WorkerId): string {
  return `worker_${company}_${user}_${id}`
}
