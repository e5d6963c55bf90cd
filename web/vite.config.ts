/** Builds the app into dist/web. Every URL it writes is relative, so that the app works under any path prefix. */
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const MAILMITT = 'http://127.0.0.1:8025'

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: ['chrome125', 'firefox128', 'safari18'],
    assetsInlineLimit: 0, // the app's CSP allows no data: URLs but images
    sourcemap: false,
    modulePreload: { polyfill: false }, // it would be an inline script
  },
  server: { proxy: { '/api': { target: MAILMITT, ws: true } } },
})
