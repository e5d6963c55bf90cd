#!/usr/bin/env node
// Loads nothing before it knows that this Node can run it: the database addon crashes an older one without a word.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major > 22 || (major === 22 && minor >= 15)) {
  // Compiled once, kept for the next start: the bundle is large.
  import('node:module').then(({ enableCompileCache }) => {
    enableCompileCache()
    return import('./main.js')
  })
} else {
  console.error(`mailmitt: needs Node 22.15 or newer, this is ${process.versions.node}; get one from https://nodejs.org`)
  process.exit(1)
}
