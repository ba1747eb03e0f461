export { database, postgres, sqlite, type DatabaseKind, type FreshDatabase } from './databases.ts'
export { freePort } from './free-port.ts'
export { givenPostgres, type PostgresServer, startPostgres } from './postgres.ts'
export {
  killAll,
  killTree,
  processesMarked,
  processesOfGroup,
  processTree,
  type RunningProcess,
  runningProcesses,
  untilGone,
} from './processes.ts'
export { pinnedClients, type PythonClients, pythonClients } from './python.ts'
export { type PyTorch, pytorch } from './pytorch.ts'
export { type ClearmlServer, isolatedEnvironment, type PythonRun, runPython, type RunOptions } from './run-python.ts'
export { type S3, type S3Bucket, type S3Server, startS3 } from './s3.ts'
export { sharedS3 } from './shared-s3.ts'
export { seed, seededRandom } from './seed.ts'
export { userEnvironment } from './installed-package.ts'
export { clearwayCommand, program } from './program.ts'
export { shared } from './shared.ts'
export { clientOf, type ServerProcess, startServer, startServerProcess, type World, type WorldOptions } from './start-server.ts'
export { startStockAgent, type StockAgent, type StockAgentOptions } from './stock-agent.ts'
export { until } from './until.ts'
export { type AgentProcess, startAgentProcess } from './start-agent.ts'
