/**
 * The agent: takes tasks from queues and runs them on this machine.
 *
 * ```ts
 * import { describeEvent, startAgent } from '@clearway/agent'
 *
 * await using agent = await startAgent({ connection, queues: ['default'], slots: 2, onEvent: (event) => console.log(describeEvent(event)) })
 * await once(process, 'SIGTERM')
 * ```
 * @module
 */
export { type RunningAgent, startAgent } from './agent.ts'
export { type AgentEvent, describeEvent } from './agent-events.ts'
export type { AgentOptions, DrainMode } from './agent-options.ts'
export { parseGpuSlots } from './lanes/parse-gpu-slots.ts'
export { listGpus } from '@clearway/runtime/gpus'
export type { ServedQueue } from './serve-queues.ts'
