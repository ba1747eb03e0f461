// Draws the figure that the page sends. Plain scripts, because a document without an origin may load no modules.
addEventListener('message', ({ data: { data, layout, isDark } }) => {
  document.documentElement.style.colorScheme = isDark ? 'dark' : 'light'
  const paper = {
    paper_bgcolor: 'transparent',
    plot_bgcolor: 'transparent',
    font: { color: isDark ? '#c9d1dc' : '#1a1f27' },
    autosize: true,
  }
  // oxlint-disable-next-line no-undef
  Plotly.newPlot('plot', data, { ...layout, ...paper, width: undefined, height: undefined }, { responsive: true, displaylogo: false })
})
parent.postMessage('ready', '*')
