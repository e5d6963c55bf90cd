/** The registry of warnings as text for people: docs/explanations.md. */
import { WARNINGS } from './warnings.ts'

/** By the first word of a rule. */
const HEADINGS = {
  part: 'Any part',
  line: 'Calendars and contacts',
  calendar: 'Calendars',
  contact: 'Contacts',
  report: 'Reports',
  headers: 'Header sections',
  tnef: 'TNEF',
}

export function explanationsPage(): string {
  return `# Explanations

<!-- Made from server/mail/explain/warnings.ts, and a test holds it equal: \`UPDATE_DOCS=1 node test/run.js unit docs\` writes it anew. -->

What may be wrong with a part that explains itself: \`warnings\` of \`GET /api/messages/{id}/parts/{path}/explanation\`. Rule ids are
stable, so a test may name them. A rule stands once, with the first \`line\` of the decoded part and the number of places in \`detail\`.
${Object.entries(HEADINGS)
  .map(([group, heading]) => `\n## ${heading}\n\n| rule | what it means |\n|---|---|\n${rowsOf(group)}\n`)
  .join('')}`
}

function rowsOf(group: string): string {
  return Object.entries(WARNINGS)
    .filter(([rule]) => rule.startsWith(`${group}-`))
    .map(([rule, meaning]) => `| \`${rule}\` | ${meaning} |`)
    .join('\n')
}
