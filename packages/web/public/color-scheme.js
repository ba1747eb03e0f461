// Before the first paint, so that a dark page never flashes white. A file of its own, because the page's policy allows no inline script.
try {
  const chosen = localStorage.getItem('mantine-color-scheme-value') ?? 'auto'
  const preferred = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  document.documentElement.setAttribute('data-mantine-color-scheme', chosen === 'auto' ? preferred : chosen)
} catch {
  // Without storage the page keeps the browser's scheme.
}
