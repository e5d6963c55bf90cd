/** Lines to paste. */
import { CopyButton } from '../../ui/copy-button.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'

export function CodeBlock({ label, copyLabel, text }: { label: string; copyLabel: string; text: string }) {
  return (
    <div className="relative min-w-0 rounded-lg bg-sunken">
      <ScrollRegion aria-label={label} className="overflow-x-auto rounded-lg">
        <pre className="w-fit px-4 py-3 text-left font-mono text-xs leading-5">{text}</pre>
      </ScrollRegion>
      <CopyButton text={text} label={copyLabel} className="absolute top-1.5 right-1.5 bg-sunken" />
    </div>
  )
}
