import type { artifacts, Implementation } from '@clearway/contract'
import { type Context, readerOf } from '../../context.ts'
import { findArtifacts } from '../../queries/find-artifacts.ts'

export const artifactsService: Implementation<typeof artifacts, Context> = {
  get_all: ({ page = 0, page_size: size = 100, ...filter }, ctx) => findArtifacts(readerOf(ctx), filter, { page, size }),
}
