import type { artifacts, Implementation } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { findArtifacts } from '../../queries/find-artifacts.ts'

export const artifactsService: Implementation<typeof artifacts, Context> = {
  get_all: ({ page = 0, page_size: size = 100, ...filter }, ctx) => findArtifacts({ ...ctx, db: ctx.reader }, filter, { page, size }),
}
