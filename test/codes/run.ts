/** `npm run codes`: precision and recall of the codes found in the labelled mails, every miss, and the time a mail takes. */
import { performance } from 'node:perf_hooks'
import { heldOutMails } from '../fixtures/codes/held-out.ts'
import { tuningMails } from '../fixtures/codes/tuning.ts'
import { measure } from './measure.ts'

const ROUNDS = 20
const GROUPS = { tuning: tuningMails, 'held out': heldOutMails, all: [...tuningMails, ...heldOutMails] }

for (const [name, mails] of Object.entries(GROUPS)) {
  const { precision, recall, expected, languages, misses } = measure(mails)
  const ratios = `precision ${precision.toFixed(3)}  recall ${recall.toFixed(3)}`
  console.log(`${name.padEnd(9)} ${ratios}  (${mails.length} mails in ${languages} languages, ${expected} codes)`)
  if (name === 'all') continue
  for (const { mail, missed, wrong } of misses) {
    console.log(`  ${mail.language} ${JSON.stringify(mail.subject)}`)
    if (missed.length > 0) console.log(`    missed ${missed.join(', ')}`)
    for (const { value, confidence, where, context, evidence } of wrong)
      console.log(`    wrong ${value} ${confidence} in the ${where}, by ${evidence.join(' ')}: ${JSON.stringify(context)}`)
  }
}

const started = performance.now()
for (let round = 0; round < ROUNDS; round++) measure(GROUPS.all)
console.log(`${((performance.now() - started) / ROUNDS / GROUPS.all.length).toFixed(3)} ms a mail`)
