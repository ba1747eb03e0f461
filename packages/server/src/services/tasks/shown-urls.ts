import type { ResultUrls } from '../../tasks/results.ts'
import type { Removed } from '../../telemetry/telemetry.ts'

/** The addresses of deleted files as ClearML's clients read them, who then delete the files. `images` are those of the removed debug images. */
export function shownUrls({ artifacts, models }: ResultUrls, images: readonly string[]) {
  return { model_urls: models, artifact_urls: artifacts, event_urls: images }
}

export function imagesOf(images: Removed['images'], tasks: readonly string[]): readonly string[] {
  return tasks.flatMap((task) => images.get(task) ?? [])
}
