import type { ResultUrls } from '../../tasks/results.ts'

/** The addresses of deleted files as ClearML's clients read them, who then delete the files. */
export function shownUrls({ artifacts, models }: ResultUrls) {
  return { model_urls: models, artifact_urls: artifacts, event_urls: [] }
}
