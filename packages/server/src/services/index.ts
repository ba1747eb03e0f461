import type { Contract, contract, Implementation } from '@clearway/contract'
import type { Context } from '../context.ts'
import { artifactsService } from './artifacts/index.ts'
import { authService } from './auth/index.ts'
import { changesService } from './changes/index.ts'
import { debugService } from './debug/index.ts'
import { eventsService } from './events/index.ts'
import { importsService } from './imports/index.ts'
import { loginService } from './login/index.ts'
import { modelsService } from './models/index.ts'
import { organizationService } from './organization/index.ts'
import { pipelinesService } from './pipelines/index.ts'
import { projectsService } from './projects/index.ts'
import { queuesService } from './queues/index.ts'
import { reportsService } from './reports/index.ts'
import { runsService } from './runs/index.ts'
import { schedulesService } from './schedules/index.ts'
import { serverService } from './server/index.ts'
import { servingService } from './serving/index.ts'
import { storageService } from './storage/index.ts'
import { tasksService } from './tasks/index.ts'
import { triggersService } from './triggers/index.ts'
import { usersService } from './users/index.ts'
import { workersService } from './workers/index.ts'

type Implemented<C extends Contract> = { readonly [S in keyof C]: Implementation<C[S], Context> }

export const services: Implemented<typeof contract> = {
  artifacts: artifactsService,
  auth: authService,
  changes: changesService,
  debug: debugService,
  events: eventsService,
  imports: importsService,
  login: loginService,
  models: modelsService,
  organization: organizationService,
  pipelines: pipelinesService,
  projects: projectsService,
  queues: queuesService,
  reports: reportsService,
  runs: runsService,
  schedules: schedulesService,
  server: serverService,
  serving: servingService,
  storage: storageService,
  tasks: tasksService,
  triggers: triggersService,
  users: usersService,
  workers: workersService,
}
