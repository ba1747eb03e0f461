import { addressInPage } from '../../preview/address-in-page.ts'
import { mediumOf } from '../../preview/medium-of.ts'

/** An image, video or sound that a task reported, or a link to another medium. What lies on another server is named only. */
export function Sample({ name, url }: { readonly name: string; readonly url: string }) {
  const address = addressInPage(url, window.location.origin)
  if (address === undefined)
    return (
      <p className="muted">
        {name}: {url}
      </p>
    )
  const medium = mediumOf(address)
  if (medium === 'video' || medium === 'audio')
    return (
      <div className="medium">
        <Player medium={medium} name={name} address={address} />
        <a href={address} className="muted">
          {name}
        </a>
      </div>
    )
  return (
    <a href={address}>
      {medium === 'image' ? <img src={address} alt={name} loading="lazy" /> : null}
      <span className="muted">{name}</span>
    </a>
  )
}

interface PlayerProps {
  readonly medium: 'video' | 'audio'
  readonly name: string
  readonly address: string
}

/** Without captions, because programs report none. */
function Player({ medium, name, address }: PlayerProps) {
  // oxlint-disable-next-line jsx-a11y/media-has-caption
  if (medium === 'video') return <video src={address} controls preload="metadata" aria-label={name} />
  // oxlint-disable-next-line jsx-a11y/media-has-caption
  return <audio src={address} controls preload="metadata" aria-label={name} />
}
