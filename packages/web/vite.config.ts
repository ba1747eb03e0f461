import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Writes each file also compressed, so that the server compresses nothing at an answer. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const [name, part] of Object.entries(bundle)) {
          if (!/\.(js|css|svg)$/.test(name)) continue
          const bytes = Buffer.from(part.type === 'chunk' ? part.code : part.source)
          // A smaller one travels in one packet either way.
          if (bytes.length < 256) continue
          // The highest quality takes seconds for a megabyte.
          const quality = bytes.length > 3_000_000 ? 6 : bytes.length > 1_000_000 ? 9 : 11
          const source = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } })
          this.emitFile({ type: 'asset', fileName: `${name}.br`, source })
          this.emitFile({ type: 'asset', fileName: `${name}.gz`, source: gzipSync(bytes, { level: 9 }) })
        }
      },
    },
  }
}

/** Copies the frame in which plots are drawn: a document of its own, with plain scripts, because a document without an origin may load no modules. */
function plotFrame(): Plugin {
  const require = createRequire(import.meta.url)
  const frame = join(import.meta.dirname, 'plot-frame')
  // By their names in the frame. The whole one is the strict one, which makes no code at run time, as the frame's policy demands.
  const distributions = {
    cartesian: require.resolve('plotly.js-cartesian-dist-min'),
    whole: require.resolve('plotly.js-strict-dist-min'),
  }
  return {
    name: 'plot-frame',
    apply: 'build',
    generateBundle() {
      let page = readFileSync(join(frame, 'index.html'), 'utf8')
      for (const [name, file] of Object.entries(distributions)) {
        const { version } = require(join(dirname(file), 'package.json')) as { version: string }
        // A name with the version may be cached for ever.
        const fileName = `assets/plotly-${name}-${version}.js`
        this.emitFile({ type: 'asset', fileName, originalFileName: file, source: readFileSync(file, 'utf8') })
        page = page.replace(`data-${name}=""`, `data-${name}="/${fileName}"`)
      }
      this.emitFile({ type: 'asset', fileName: 'plot-frame/index.html', source: page })
      this.emitFile({ type: 'asset', fileName: 'plot-frame/frame.js', source: readFileSync(join(frame, 'frame.js'), 'utf8') })
    },
  }
}

const root = join(import.meta.dirname, '../..')

/** Writes which files became part of the bundle, so that the package can name the licences of all of them. */
function inputs(): Plugin {
  return {
    name: 'inputs',
    apply: 'build',
    generateBundle(_, bundle) {
      const files = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? part.moduleIds : part.originalFileNames))
      writeFileSync(join(root, 'build/web-inputs.json'), JSON.stringify(files.map((file) => relative(root, file))))
    },
  }
}

/** Leaves out what the client says of failures of TLS: a browser does not tell a page their codes. */
function withoutTlsCures(): Plugin {
  return {
    name: 'without-tls-cures',
    load: (id) => (id.endsWith('/sdk/src/client/tls-cure.ts') ? 'export const tlsCure = () => undefined' : undefined),
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), plotFrame(), withoutTlsCures(), compressed(), inputs()],
  worker: { plugins: () => [withoutTlsCures()] },
  build: { outDir: '../../build/web', emptyOutDir: true, target: 'es2023', reportCompressedSize: false, chunkSizeWarningLimit: 500 },
  // `npx vite -c packages/web/vite.config.ts` serves the sources against a running server.
  server: { port: 5173, proxy: { '^/(v\\d|files/|[a-z]+\\.[a-z_]+)': 'http://127.0.0.1:8008' } },
})
