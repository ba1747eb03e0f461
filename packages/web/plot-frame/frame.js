// Draws the figure that the page sends. Plain scripts, because a document without an origin may load no modules.
addEventListener('message', ({ data: { data, layout, isDark } }) => {
  document.documentElement.style.colorScheme = isDark ? 'dark' : 'light'
  // The grid of a figure that names no colours of its own fits the page; Python's default is white, for a grey ground.
  const axis = { gridcolor: isDark ? '#2d343f' : '#dfe3e8', zerolinecolor: isDark ? '#4a5360' : '#b9c0c9' }
  const given = layout?.template?.layout ?? {}
  const template = {
    ...layout?.template,
    layout: { ...given, xaxis: { ...given.xaxis, ...axis }, yaxis: { ...given.yaxis, ...axis } },
  }
  const paper = {
    template,
    paper_bgcolor: 'transparent',
    plot_bgcolor: 'transparent',
    font: { color: isDark ? '#c9d1dc' : '#1a1f27' },
    autosize: true,
  }
  // oxlint-disable-next-line no-undef
  Plotly.newPlot('plot', data, { ...layout, ...paper, width: undefined, height: undefined }, { responsive: true, displaylogo: false })
})
parent.postMessage('ready', '*')
