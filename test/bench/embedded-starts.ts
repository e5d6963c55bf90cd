/** A program of its own that starts servers inside itself and tells on stdout how many milliseconds each took: the first loads the program. */
const built = new URL('../../dist/server/index.js', import.meta.url).href
const { startMailmitt } = (await import(built)) as typeof import('../../server/index.ts')

const STARTS = 6

const took: number[] = []
for (let i = 0; i < STARTS; i++) {
  const begun = performance.now()
  await using _server = await startMailmitt()
  took.push(performance.now() - begun)
}
process.stdout.write(JSON.stringify(took))
