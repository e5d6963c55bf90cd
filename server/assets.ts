/** Where the files are that come with the program: beside the bundle when built, in the source tree in development. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const isBuilt = import.meta.url.endsWith('.js')

/** The built web app. */
export const webFolder = fileURLToPath(new URL(isBuilt ? '../web/' : '../dist/web/', import.meta.url))

/** Swagger UI's files, for `/api/docs`. */
export function docsFolder(): string {
  if (isBuilt) return fileURLToPath(new URL('../docs/', import.meta.url))
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
}

export const version = (
  JSON.parse(readFileSync(new URL(isBuilt ? '../../package.json' : '../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
).version
