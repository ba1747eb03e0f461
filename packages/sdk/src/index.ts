/**
 * Tasks and pipelines for Clearway.
 *
 * ```ts
 * import { Task } from '@clearway/sdk'
 *
 * const task = await Task.init({ projectName: 'examples', taskName: 'train' })
 * const { epochs } = await task.connect({ epochs: 3 })
 * for (let epoch = 0; epoch < epochs; epoch += 1) task.logger.scalar('loss', 'train', 1 / (epoch + 1), epoch)
 * await task.uploadArtifact('report', { epochs })
 * await task.close()
 * ```
 *
 * ```ts
 * import { PipelineController } from '@clearway/sdk'
 *
 * const pipe = new PipelineController({ name: 'nightly', project: 'examples', version: '1.0' })
 * pipe.addParameter('epochs', 3)
 * pipe.addStep({ name: 'data', baseTaskProject: 'examples', baseTaskName: 'prepare' })
 * pipe.addStep({
 *   name: 'train', baseTaskProject: 'examples', baseTaskName: 'train',
 *   parameterOverride: { 'General/data': '${data.artifacts.rows.url}', 'General/epochs': '${pipeline.epochs}' },
 * })
 * const run = await pipe.start({ queue: 'services' })
 * console.log((await run.wait()).status)
 * ```
 * @module
 */
import { supplementOldNode } from './old-node.ts'

supplementOldNode()

export { ApiError, type ApiErrorCode, type ApiErrorDetails, isApiError } from './api-error.ts'
export { type Bundle, bundleProgram, bundleSources, isBundle, storeBundle } from './bundle.ts'
export { type Api, type CallOptions, type ClientOptions, createClient, type Credentials, type StreamedChange } from './client.ts'
export { type Connected, type Connection, type ConnectionOptions, openConnection } from './connection.ts'
export type { StepContext } from './functions/context.ts'
export type { FunctionStepOptions } from './functions/controller-steps.ts'
export type { StepCallOptions, StepFunctionOptions } from './functions/function-options.ts'
export { type ExportedPipeline, exportedPipelines } from './functions/exported-pipelines.ts'
export { type FunctionRun, RunFailed, runResult } from './functions/function-run.ts'
export { type DescribedParameter, InvalidParameters, type ParameterFault } from './functions/parameter-faults.ts'
export type { GivenParameters, ParameterSource, ParametersOf, StandardSchema } from './functions/parameter-set.ts'
export { type Pipeline, pipeline } from './functions/pipeline.ts'
export type { PipelineFunctionOptions, RunOptions } from './functions/pipeline-options.ts'
export type { RetryRunOptions } from './functions/retry-run.ts'
export type { RunProgress } from './functions/run-progress.ts'
export type { PythonPackages, PythonSource } from './functions/python-program.ts'
export {
  type CommandOptions,
  type FileOptions,
  type LocalStepFunction,
  type PythonOptions,
  step,
  type StepDefiner,
  type StepFunction,
  type TaskOptions,
} from './functions/step.ts'
export { type FailedOutcome, StepFailed } from './functions/step-failed.ts'
export type { StepResult } from './functions/step-result.ts'
export { file, StepFile, type StoredFile } from './functions/values/step-file.ts'
export type { InputArguments, Referable, Reference, Unwired, Wired } from './functions/wired.ts'
export type { CloneRunOptions } from './pipeline/clone-run.ts'
export { PipelineController } from './pipeline/controller.ts'
export type { WhichRun } from './pipeline/find-run.ts'
export type { DraftOptions, LocalOptions, PipelineOptions, StartOptions } from './pipeline/pipeline-options.ts'
export type { SuccessOptions } from './pipeline/run-success.ts'
export { NoServer } from './no-server.ts'
export { InvalidPipeline, type RunCheck } from './pipeline/invalid-pipeline.ts'
export type { PipelineEnd, PipelineRun, RetryOptions, RetryPreview } from './pipeline/run-handle.ts'
export type { Monitors, ScalarName } from './pipeline/monitors.ts'
export type { EndedStep, StepAttempt, StepCallbacks, StepOptions, StepStatusChange, StepToRun } from './pipeline/step-options.ts'
export { TakenOver } from './pipeline/taken-over.ts'
export { type InitOptions, Task, type TaskName } from './task.ts'
export type { CloneOptions } from './task/clone.ts'
export type { ArtifactReader } from './task/artifact-reader.ts'
export type { Artifact, ArtifactValue } from './task/artifacts.ts'
export type { CreateOptions } from './task/create.ts'
export { Logger, type LogLevel } from './task/logger.ts'
export { findQueue, findTask } from './task/lookup.ts'
export type { Model, OutputModelOptions } from './task/models.ts'
export type { Parameters, ParameterValue } from './task/parameters.ts'
export type { ConfusionMatrix, Plot, Scatter } from './task/plots.ts'
export type { Program } from './task/program.ts'
export { statusesOf, type TaskState, type WaitOptions, WaitTimeout } from './task/wait.ts'
