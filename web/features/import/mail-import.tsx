/** Adds mail from files: dropped anywhere on the page, or chosen with the picker that `inputRef` opens. */
import { type RefObject, useRef, useState } from 'react'
import { useApi } from '../../api/api.ts'
import { infoQuery } from '../../api/info-queries.ts'
import type { ListScope } from '../../api/list-scope.ts'
import { createStore } from '../../lib/external-store.ts'
import { importTexts } from '../../texts/import.ts'
import { dismissToast, showError, showNote, showProgress } from '../../ui/toast.tsx'
import { type AddResult, addMail, type MailFile, sortFiles } from './add-mail.ts'
import { DropOverlay } from './drop-overlay.tsx'
import { FailedFilesDialog } from './failed-files-dialog.tsx'
import { type TakenFile, takeChosen, takeDropped } from './take-files.ts'
import { useFileDrop } from './use-file-drop.ts'

/** What is over sooner shows no progress. */
const SLOW_MS = 400

export interface MailImportProps {
  /** Its mailbox is where mail goes; where that is all mail, each says itself where it goes. */
  scope: ListScope
  inputRef: RefObject<HTMLInputElement | null>
}

export function MailImport({ scope: { mailbox, q }, inputRef }: MailImportProps) {
  const { client, cache } = useApi()
  const [failure, setFailure] = useState<AddResult | undefined>(undefined)
  const imports = useRef(0)
  const isOver = useFileDrop((transfer) => void add(takeDropped(transfer)))

  async function add(taking: Promise<TakenFile[]>): Promise<void> {
    try {
      const taken = await taking
      const { limits } = await cache.ensureQueryData(infoQuery(client))
      const { mails, failed } = sortFiles(taken, limits.messageOctets)
      if (mails.length + failed.length === 0) return showNote(importTexts.noMail, importTexts.noMailHow)
      const result = await follow(mails)
      result.failed.unshift(...failed)
      if (result.failed.length > 0) return setFailure(result)
      const { added, stopped } = result
      const detail = importTexts.addedWhere(mailbox, q !== undefined)
      if (stopped) showNote(importTexts.stopped(added, mails.length), detail)
      else showNote(importTexts.added(added), detail)
    } catch (error) {
      showError(importTexts.failed, error)
    }
  }

  async function follow(mails: readonly MailFile[]): Promise<AddResult> {
    const stopping = new AbortController()
    const done = createStore(0)
    const toast = `import-${++imports.current}`
    const timer = setTimeout(
      () =>
        showProgress(toast, importTexts.adding(mails.length), {
          ...{ done, total: mails.length },
          onStop: () => stopping.abort(),
        }),
      SLOW_MS,
    )
    try {
      return await addMail(mails, { client, mailbox, signal: stopping.signal, onProgress: done.set })
    } finally {
      clearTimeout(timer)
      dismissToast(toast)
    }
  }

  return (
    <>
      <input
        ref={inputRef}
        type="file"
        multiple
        hidden
        accept=".eml,message/rfc822"
        aria-label={importTexts.addFiles}
        data-testid="import-input"
        onChange={({ currentTarget }) => {
          void add(Promise.resolve(takeChosen(currentTarget.files ?? [])))
          currentTarget.value = '' // so that the same file can be chosen again
        }}
      />
      {isOver && <DropOverlay mailbox={mailbox} />}
      {failure && <FailedFilesDialog result={failure} onClose={() => setFailure(undefined)} />}
    </>
  )
}
