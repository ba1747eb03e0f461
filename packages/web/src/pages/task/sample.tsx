import { addressInPage } from '../../preview/address-in-page.ts'

const imageEndings = /\.(png|jpe?g|gif|webp|bmp|svg)$/i

/** An image that a task reported, or a link to another medium. What lies on another server is named only. */
export function Sample({ name, url }: { readonly name: string; readonly url: string }) {
  const address = addressInPage(url, window.location.origin)
  if (address === undefined)
    return (
      <p className="muted">
        {name}: {url}
      </p>
    )
  return (
    <a href={address}>
      {imageEndings.test(new URL(address).pathname) ? <img src={address} alt={name} loading="lazy" /> : null}
      <span className="muted">{name}</span>
    </a>
  )
}
