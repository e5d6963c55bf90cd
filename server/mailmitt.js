#!/usr/bin/env node
// Loads nothing before it knows that this Node can run it: the database addon crashes an older one without a word.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major > 22 || (major === 22 && minor >= 15)) {
  becomeFrugal()
  // Compiled once, kept for the next start: the bundle is large.
  import('node:module').then(({ enableCompileCache }) => {
    enableCompileCache()
    return import('./main.js')
  })
} else {
  console.error(`mailmitt: needs Node 22.15 or newer, this is ${process.versions.node}; get one from https://nodejs.org`)
  process.exit(1)
}

/**
 * Settings of V8 and of malloc by which garbage is collected, and memory given back, sooner: under load they halve what
 * the process holds. Most can only be made at the start, so it starts itself again in its own place. Whoever sets one of
 * them keeps their own.
 */
function becomeFrugal() {
  process.getBuiltinModule('node:v8').setFlagsFromString('--heap-growing-percent=30')
  const flag = '--max-semi-space-size'
  const isSet = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((options) => options.includes(flag))
  // Windows has no such call; a parent that talks to this process would lose its channel.
  if (isSet || !process.execve || process.platform === 'win32' || process.send) return
  const { execPath, execArgv, argv, env } = process
  process.execve(execPath, [execPath, ...execArgv, `${flag}=2`, ...argv.slice(1)], {
    MALLOC_ARENA_MAX: '2',
    MALLOC_MMAP_THRESHOLD_: '131072',
    ...env,
  })
}
