// Draws the figure that the page sends. Plain scripts, because a document without an origin may load no modules.
const { dataset: distributions } = document.currentScript

// What the smaller distribution of Plotly draws; it draws scattergl as scatter. The whole one has three times its size.
const cartesian = new Set(
  'bar box contour heatmap histogram histogram2d histogram2dcontour image pie scatter scattergl scatterternary violin'.split(' '),
)
const isCartesian = ({ type = 'scatter' }) => cartesian.has(type)

const spatial = new Set('scatter3d surface mesh3d cone streamtube isosurface volume'.split(' '))

const loading = new Map()

function load(address) {
  const known = loading.get(address)
  if (known !== undefined) return known
  const loaded = new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = address
    script.addEventListener('load', resolve)
    script.addEventListener('error', () => reject(new Error(`${address} could not be loaded.`)))
    document.head.append(script)
  })
  loading.set(address, loaded)
  return loaded
}

let latest = 0

addEventListener('message', ({ data: figure }) => {
  latest += 1
  const number = latest
  document.documentElement.style.colorScheme = figure.isDark ? 'dark' : 'light'
  load(figure.data.every((trace) => isCartesian(trace ?? {})) ? distributions.cartesian : distributions.whole)
    // Another figure may have come while the script was loaded.
    .then(() => number === latest && draw(figure))
    .catch((error) => (document.getElementById('plot').textContent = `The plot could not be drawn: ${error.message}`))
    .then(() => parent.postMessage('drawn', '*'))
})

function draw({ data, layout, isDark }) {
  // The grid of a figure that names no colours of its own fits the page; Python's default is white, for a grey ground.
  const axis = { gridcolor: isDark ? '#2d343f' : '#dfe3e8', zerolinecolor: isDark ? '#4a5360' : '#b9c0c9' }
  const wall = { ...axis, backgroundcolor: 'transparent', color: isDark ? '#c9d1dc' : '#1a1f27' }
  const given = layout?.template?.layout ?? {}
  const scene = given.scene ?? {}
  const template = {
    ...layout?.template,
    layout: {
      ...given,
      xaxis: { ...given.xaxis, ...axis },
      yaxis: { ...given.yaxis, ...axis },
      scene: {
        ...scene,
        bgcolor: 'transparent',
        xaxis: { ...scene.xaxis, ...wall },
        yaxis: { ...scene.yaxis, ...wall },
        zaxis: { ...scene.zaxis, ...wall },
      },
    },
  }
  // The labels of a space in three dimensions lie within it, and need no margin.
  const margin = data.some((trace) => spatial.has(trace?.type)) ? { margin: { l: 0, r: 0, b: 0, t: 40, ...layout?.margin } } : {}
  // Beside a plot on a phone the names of the traces would take half of its width.
  const narrow =
    innerWidth < 500
      ? {
          legend: { orientation: 'h', ...given.legend, ...layout?.legend },
          margin: { l: 48, r: 16, ...given.margin, ...layout?.margin },
        }
      : {}
  const paper = {
    ...margin,
    template,
    // The page's own: Plotly derives colours that can be seen on it, as those of a Sankey diagram's links.
    paper_bgcolor: isDark ? '#191d24' : '#ffffff',
    plot_bgcolor: 'transparent',
    font: { color: isDark ? '#c9d1dc' : '#1a1f27' },
    autosize: true,
  }
  // oxlint-disable-next-line no-undef
  return Plotly.newPlot(
    'plot',
    data,
    { ...layout, ...narrow, ...paper, width: undefined, height: undefined },
    { responsive: true, displaylogo: false },
  )
}
parent.postMessage('ready', '*')
