import type { Api, CallOptions } from '../client.ts'

/** Whether somebody has asked for a run to be stopped, or it is stopped already. */
export async function isAskedToStop(api: Api, run: string, options?: CallOptions): Promise<boolean> {
  const { tasks } = await api.tasks.wait({ tasks: [{ id: run }], timeout: 0 }, options)
  return tasks.some(({ stop_requested, status }) => stop_requested || status === 'stopped')
}
