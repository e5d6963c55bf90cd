/**
 * `npm run bench [-- section…]`: the budgets of this program, most of them as ratios measured in one run. No network, no timed
 * test. docs/performance.md says what each line means.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { inRoot } from '../../server/build/node.js'
import { prepare } from '../../server/build/prepare.js'
import { benchIngest } from './ingest.ts'
import { benchMailClients } from './mail-clients.ts'
import { benchMemory } from './memory.ts'
import { benchPage } from './page.ts'
import { machineTime } from './process-facts.ts'
import { benchPush } from './push.ts'
import { benchReads } from './reads.ts'
import { createReport, type Line, percent } from './report.ts'
import { benchSearch } from './search.ts'
import { benchStart } from './start.ts'

const SECTIONS = {
  ...{ start: benchStart, ingest: benchIngest, push: benchPush },
  ...{ memory: benchMemory, reads: benchReads, search: benchSearch },
  ...{ 'mail-clients': benchMailClients, page: benchPage },
}
type SectionName = keyof typeof SECTIONS
const SECTION_NAMES = Object.keys(SECTIONS) as SectionName[]

/** What .cache/bench.json holds: of each section the last run. */
type Results = Partial<Record<SectionName, { at: string; machine: string; lines: Line[] }>>

const MACHINE = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.versions.node}`
const RESULTS = inRoot('.cache/bench.json')
const PAGE = inRoot('docs/performance.md')

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { maildev: { type: 'string' }, scale: { type: 'string' }, 'write-docs': { type: 'boolean' } },
})
const unknown = positionals.filter((name) => !(name in SECTIONS))
if (unknown.length > 0) throw new Error(`No such section: ${unknown.join(', ')}; there are ${SECTION_NAMES.join(', ')}`)

if (values['write-docs']) writePage(readResults())
else await measure(positionals.length > 0 ? (positionals as SectionName[]) : SECTION_NAMES)

async function measure(names: readonly SectionName[]): Promise<void> {
  const scale = Number(values.scale ?? 1)
  if (!(scale > 0 && scale <= 1)) throw new Error('--scale is a share of the usual counts, such as 0.05')
  await prepare()
  const results: Results = {}
  for (const name of names) {
    const report = createReport()
    process.stderr.write(`${name}\n`)
    const before = machineTime()
    await SECTIONS[name](report, { scale, maildev: values.maildev })
    results[name] = { at: new Date().toISOString(), machine: `${MACHINE}, ${othersSince(before)}`, lines: report.lines }
  }
  process.stdout.write(toMarkdown(results))
  // Small counts are for trying the bench out: what they give is no result.
  if (scale < 1) return
  mkdirSync(dirname(RESULTS), { recursive: true })
  writeFileSync(RESULTS, JSON.stringify({ ...readResults(), ...results }, null, 2))
}

/** A result that shared its cores with something else is not worth much. */
function othersSince(before: ReturnType<typeof machineTime>): string {
  const after = machineTime()
  const others = (after.busy - before.busy - (after.ours - before.ours)) / (after.all - before.all)
  return `other programs took ${percent(Math.max(0, others))} of the cores`
}

function readResults(): Results {
  try {
    return JSON.parse(readFileSync(RESULTS, 'utf8')) as Results
  } catch {
    return {}
  }
}

function toMarkdown(results: Results): string {
  return SECTION_NAMES.flatMap((name) => {
    const { at, machine, lines } = results[name] ?? {}
    if (!lines) return []
    const rows = lines.map(
      ({ what, measured, budget = '', met }) =>
        `| ${what} | ${measured} | ${budget} | ${met === undefined ? '' : met ? 'met' : '**missed**'} |`,
    )
    return [
      `\n### ${name}\n\n${at?.slice(0, 10)}, ${machine}\n\n| what | measured | budget | |\n|---|---|---|---|\n${rows.join('\n')}\n`,
    ]
  }).join('')
}

/** Puts the last results between the two marks in docs/performance.md. */
function writePage(results: Results): void {
  const marked = /(?<=<!-- results -->\n).*(?=<!-- end of results -->)/s
  const page = readFileSync(PAGE, 'utf8')
  if (!marked.test(page)) throw new Error(`${PAGE} has lost the marks between which results belong`)
  writeFileSync(
    PAGE,
    page.replace(marked, () => `${toMarkdown(results)}\n`),
  )
}
