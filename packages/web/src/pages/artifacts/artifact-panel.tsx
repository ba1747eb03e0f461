import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { FoundArtifact } from '@clearway/contract'
import { addressInPage } from '../../preview/address-in-page.ts'
import { FilePreview } from '../../preview/file-preview.tsx'
import { bytesOf } from '../../ui/bytes.ts'
import { StateWord } from '../../ui/state-word.tsx'

interface Props {
  readonly artifact: FoundArtifact
  readonly onSame: () => void
  readonly onClose: () => void
}

/** One artifact: where it comes from, who else has the same content, and what it holds. */
export function ArtifactPanel({ artifact, onSame, onClose }: Props) {
  const { key, type, content_size: size, hash, uri, task, run, step, project, same, status } = artifact
  const address = addressInPage(uri, window.location.origin)
  return (
    <>
      <div className="panel-head artifact-head">
        <h2>
          <span className="space">{key}</span>
          <ActionIcon size="sm" variant="subtle" aria-label="Close" onClick={onClose}>
            <IconX size={14} />
          </ActionIcon>
        </h2>
        <p className="muted">
          {[type, bytesOf(size), artifact.mode === 'input' ? 'input' : undefined, project?.name].filter((part) => part).join(' · ')}
        </p>
        <p className="from">
          {run === undefined ? null : (
            <>
              <Link to="/runs/$run" params={{ run: run.id }} search={step === undefined ? {} : { step }}>
                {run.name ?? run.id}
              </Link>{' '}
              ›{' '}
            </>
          )}
          <Link to="/tasks/$task" params={{ task: task.id }}>
            {step ?? task.name ?? task.id}
          </Link>{' '}
          <StateWord state={status} />
        </p>
        {hash === '' ? null : <p className="mono muted hash">{hash}</p>}
        <p className="from">
          {same === 0 ? null : (
            <Button size="compact-sm" variant="default" onClick={onSame}>
              Same content in {same} other {same === 1 ? 'task' : 'tasks'}
            </Button>
          )}
          {address === undefined ? (
            <span className="muted">{uri}</span>
          ) : (
            <a href={`${address}${address.startsWith(window.location.origin) ? '?download' : ''}`}>Download</a>
          )}
        </p>
      </div>
      <div className="panel-body">
        <FilePreview key={uri} name={key} uri={uri} />
      </div>
    </>
  )
}
