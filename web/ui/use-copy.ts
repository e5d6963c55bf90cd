/** Copies a text, and knows for a moment that it did. */
import { useEffect, useState } from 'react'
import { copyText } from '../lib/copy-text.ts'
import { copyTexts } from '../texts/copy.ts'
import { showError } from './toast.tsx'

const TOLD_MS = 1500

export function useCopy(): { copied: boolean; copy: (text: string) => Promise<void> } {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), TOLD_MS)
    return () => clearTimeout(timer)
  }, [copied])

  async function copy(text: string): Promise<void> {
    if (await copyText(text)) setCopied(true)
    else showError(copyTexts.failed, new Error(copyTexts.failedHow))
  }
  return { copied, copy }
}
