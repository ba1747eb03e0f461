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
          if (bytes.length < 1024) continue
          const source = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
          this.emitFile({ type: 'asset', fileName: `${name}.br`, source })
          this.emitFile({ type: 'asset', fileName: `${name}.gz`, source: gzipSync(bytes, { level: 9 }) })
        }
      },
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), compressed()],
  build: { outDir: '../../build/web', emptyOutDir: true, target: 'es2023', reportCompressedSize: false, chunkSizeWarningLimit: 500 },
  // `npx vite -c packages/web/vite.config.ts` serves the sources against a running server.
  server: { port: 5173, proxy: { '^/(v\\d|files/|[a-z]+\\.[a-z_]+)': 'http://127.0.0.1:8008' } },
})
