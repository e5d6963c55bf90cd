/** The files of a drop, those in folders too, and of a picker. */
import { importTexts } from '../../texts/import.ts'

export interface TakenFile {
  /** With its folders: `archive/2026/x.eml`. */
  path: string
  /** Absent where it cannot be had. */
  file: File | undefined
  /** Nobody chose it itself: where it is no mail, it is passed over without a word. */
  inFolder: boolean
}

/** A home folder that was dropped by mistake is not walked to its end. */
const MAX_ENTRIES = 20_000

/** `2.eml` before `10.eml`. */
const byName = new Intl.Collator(undefined, { numeric: true })

interface Place {
  entry: FileSystemEntry
  inFolder: boolean
}

/**
 * Begins at once: what was dropped is gone when the event is over.
 *
 * @throws {Error} when there is too much in it
 */
export function takeDropped({ items, files }: DataTransfer): Promise<TakenFile[]> {
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  // There are none where a program offers a file that is on no disk.
  return entries.length === 0 ? Promise.resolve(takeChosen(files)) : walk(entries.map((entry) => ({ entry, inFolder: false })))
}

export function takeChosen(files: Iterable<File>): TakenFile[] {
  return Array.from(files, (file) => ({ path: file.name, file, inFolder: false }))
}

/** Files in the order of names, folder by folder. */
async function walk(roots: readonly Place[]): Promise<TakenFile[]> {
  const taken: TakenFile[] = []
  const waiting = roots.toReversed()
  let visited = 0
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (visited++ >= MAX_ENTRIES) throw new Error(importTexts.tooManyFiles(MAX_ENTRIES))
    const { entry, inFolder } = next
    if (isFile(entry)) taken.push({ path: entry.fullPath.slice(1), file: await toFile(entry), inFolder })
    else if (isFolder(entry)) for (const inner of await readFolder(entry)) waiting.push({ entry: inner, inFolder: true })
  }
  return taken
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}

function toFile(entry: FileSystemFileEntry): Promise<File | undefined> {
  return new Promise((resolve) => entry.file(resolve, () => resolve(undefined)))
}

/** @returns the last name first; nothing of a folder that cannot be read */
async function readFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const entries: FileSystemEntry[] = []
  for (;;) {
    // It gives some hundred at a time, and none when that was all.
    const some = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])))
    entries.push(...some)
    if (some.length === 0 || entries.length > MAX_ENTRIES) return entries.sort((a, b) => byName.compare(b.name, a.name))
  }
}
