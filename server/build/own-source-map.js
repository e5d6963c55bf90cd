/** Cuts a bundle's source map down to our own files: a full one is nearly four times the bundle. */
import { decode, encode } from '@jridgewell/sourcemap-codec'

/**
 * @param {import('rolldown').SourceMap} map
 * @returns what to write as the map, or undefined when nothing of it is ours
 */
export function keepOwnSources(map) {
  const own = map.sources.flatMap((source, index) => (source.includes('node_modules') || source.startsWith('\0') ? [] : [index]))
  if (own.length === 0) return undefined
  const newIndex = new Map(own.map((index, position) => [index, position]))

  let isInOwn = false
  const lines = decode(map.mappings).map((line) => {
    /** @type {typeof line} */
    const kept = []
    for (const segment of line) {
      const source = segment.length === 1 ? undefined : newIndex.get(segment[1])
      // Without a name: the table of names is the whole bundle's, and keepNames leaves ours in the code.
      if (source !== undefined && segment.length !== 1) kept.push([segment[0], source, segment[2], segment[3]])
      // One segment without a source ends ours, so that foreign code is not taken for it.
      else if (isInOwn) kept.push([segment[0]])
      isInOwn = source !== undefined
    }
    return kept
  })

  return {
    version: 3,
    file: map.file,
    sources: own.map((index) => map.sources[index]),
    sourcesContent: own.map((index) => map.sourcesContent?.[index] ?? null),
    names: [],
    mappings: encode(lines),
  }
}
