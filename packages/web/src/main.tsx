import './mantine.css'
import './app.css'
import './graph/graph.css'
import './log/log.css'
import './path/path.css'
import './pages/pipelines/pipelines.css'
import './pages/run/run.css'
import './pages/task/task.css'
import './table/table.css'
import './timeline/timeline.css'
import './why/why.css'
import './forms/forms.css'
import './table/lists.css'
import './keys/keys.css'
import './phone.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { setNonce } from 'get-nonce'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './api/query-client.ts'
import './api/ticket.ts'
import { router } from './routes.tsx'
import { theme } from './theme.ts'
import { KeptSizes } from './ui/kept-sizes.tsx'

const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? ''
// Locking the page's scrolling under a dialog adds a style element of its own.
setNonce(nonce)
const root = document.getElementById('root')
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
        <KeptSizes />
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
