/** The rules by which a message earns a finding. Their ids are stable: people and tests refer to them. */
import type { Finding, FindingSeverity } from '../../shared/model/finding.ts'

const RULES = {
  'parser-failed': ['error', 'Could not be parsed'],
  'parser-timeout': ['error', 'Took too long to parse'],
  'parser-result-refused': ['error', 'What the parser found could not be stored'],
  'mail-data-unreadable': ['error', 'The octets could not be read back'],
  damaged: ['error', 'Damaged in the database'],
  'html-too-complex': ['warning', 'HTML that takes too long to read'],
  'mime-limit': ['warning', 'Too many or too deeply nested parts'],
} as const satisfies Record<string, readonly [FindingSeverity, string]>

export type FindingRule = keyof typeof RULES

export function finding(rule: FindingRule, detail: string): Finding {
  const [severity, title] = RULES[rule]
  return { rule, severity, title, detail }
}
