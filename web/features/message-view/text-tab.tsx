/** The text part, as sent. */
import { CopyButton } from '../../ui/copy-button.tsx'
import { PlainText } from './plain-text.tsx'

export function TextTab({ text, needles }: { text: string; needles: readonly string[] }) {
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <PlainText text={text} needles={needles} />
      {text !== '' && <CopyButton text={text} label="Copy the text" className="absolute top-2.5 right-4 bg-surface" />}
    </div>
  )
}
