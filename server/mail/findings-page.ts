/** The registry of findings as text for people: docs/findings.md. */
import type { FindingSeverity } from '../../shared/model/finding.ts'
import { RULES } from './findings.ts'

const HEADINGS = {
  error: 'Errors: readers show it wrong or lose something',
  warning: 'Warnings: some do',
  info: 'Worth knowing',
} satisfies Record<FindingSeverity, string>

export function findingsPage(): string {
  return `# Findings

<!-- Made from server/mail/findings.ts, and a test holds it equal: \`UPDATE_DOCS=1 node test/run.js unit docs\` writes it anew. -->

What Mailmitt tells about a mail beside showing it. Nothing of this decides whether a mail is taken. Rule ids are stable, so a
test may name them. A rule stands once in \`findings\` of a message, with the first place in \`where\` (\`part\`, \`offset\` in octets
of the source, \`line\` of the source) and the number of places in \`detail\`; a message has at most 50. What the SMTP dialogue did
wrong stands beside its lines, in the session.
${Object.entries(HEADINGS)
  .map(([severity, heading]) => `\n## ${heading}\n\n| rule | title | what it means |\n|---|---|---|\n${rowsOf(severity)}\n`)
  .join('')}`
}

function rowsOf(severity: string): string {
  return Object.entries(RULES)
    .filter(([, [ruleSeverity]]) => ruleSeverity === severity)
    .map(([rule, [, title, meaning]]) => `| \`${rule}\` | ${title} | ${meaning} |`)
    .join('\n')
}
