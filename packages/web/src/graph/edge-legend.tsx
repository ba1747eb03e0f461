/** What the two kinds of edges stand for. */
export function EdgeLegend() {
  return (
    <div className="edge-legend">
      <span>
        <Sample kind="takes" /> takes a value
      </span>
      <span>
        <Sample kind="after" /> only comes after
      </span>
    </div>
  )
}

function Sample({ kind }: { readonly kind: 'takes' | 'after' }) {
  return (
    <svg className="edge-sample" aria-hidden="true">
      <path d="M0 5h24" className={kind} />
    </svg>
  )
}
