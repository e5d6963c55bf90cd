/** The parts that a BODYSTRUCTURE names (RFC 9051 §7.5.2). */
import { atomOf, type ImapValue } from './imap-value.ts'

const NESTED_STRUCTURE = 8

export interface Part {
  path: string
  isMessage: boolean
}

export function partsOf(structure: ImapValue, prefix = ''): Part[] {
  if (!Array.isArray(structure)) return []
  if (Array.isArray(structure[0])) return children(structure).flatMap((child, i) => partAt(child, `${prefix}${i + 1}`))
  return partAt(structure, `${prefix}1`)
}

/** Its number, and those within it. */
function partAt(structure: ImapValue, path: string): Part[] {
  if (!Array.isArray(structure)) return []
  if (Array.isArray(structure[0])) return [{ path, isMessage: false }, ...partsOf(structure, `${path}.`)]
  const isMessage = /^message$/i.test(String(structure[0])) && /^(rfc822|global)$/i.test(String(structure[1]))
  return [{ path, isMessage }, ...(isMessage ? partsOf(structure[NESTED_STRUCTURE] ?? null, `${path}.`) : [])]
}

function children(structure: readonly ImapValue[]): ImapValue[] {
  const end = structure.findIndex((value) => !Array.isArray(value))
  return structure.slice(0, end < 0 ? structure.length : end)
}

/** Of the list that FETCH answers, values by name in capitals. */
export function fieldNames(list: ImapValue): Map<string, ImapValue> {
  const items = new Map<string, ImapValue>()
  if (Array.isArray(list))
    for (let i = 0; i + 1 < list.length; i += 2) items.set(atomOf(list[i]).replaceAll('"', '').toUpperCase(), list[i + 1] ?? null)
  return items
}
