/** Names and values in two columns. Each can be seen as it was sent. */
import { Code } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { HeaderField } from '../../../shared/model/part.ts'
import { cx } from '../../lib/cx.ts'
import { takeLostFocus } from '../../lib/take-lost-focus.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { headerTexts } from '../../texts/headers.ts'
import { Button } from '../../ui/button.tsx'

/** Mail with thousands of fields exists; the rest comes on request. */
const FIRST_FIELDS = 200

interface FieldTableProps {
  fields: readonly HeaderField[]
  asSent: boolean
  /** The one that was jumped to. */
  marked?: HeaderField | undefined
}

export function FieldTable({ fields, asSent, marked }: FieldTableProps) {
  const [shown, setShown] = useState(FIRST_FIELDS)
  const needed = marked ? fields.indexOf(marked) + 1 : 0
  const count = Math.max(shown, needed)
  return (
    <>
      <dl data-testid="header-fields">
        {withKeys(fields.slice(0, count), ({ name }) => name).map(({ key, item }) => (
          <FieldRow key={key} field={item} allAsSent={asSent} marked={item === marked} />
        ))}
      </dl>
      {fields.length > count && (
        <Button className="mt-3" onClick={() => setShown(fields.length)}>
          {headerTexts.more(fields.length - count)}
        </Button>
      )}
    </>
  )
}

function FieldRow({
  field: { name, value, raw },
  allAsSent,
  marked,
}: {
  field: HeaderField
  allAsSent: boolean
  marked: boolean
}) {
  const [differs, setDiffers] = useState(false)
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!marked) return
    row.current?.scrollIntoView({ block: 'center' })
    takeLostFocus(row.current)
  }, [marked])
  const asSent = allAsSent !== differs
  return (
    <div
      ref={row}
      aria-current={marked ? 'true' : undefined}
      className={cx(
        'group relative grid grid-cols-[11rem_1fr] gap-x-4 border-line border-t py-1.5 pr-8 max-sm:grid-cols-1',
        marked && 'jumped-to',
      )}
    >
      <dt className={cx('wrap-anywhere', name ? 'text-muted' : 'text-danger')}>{name || headerTexts.malformed}</dt>
      <dd className="min-w-0 wrap-anywhere" dir="auto">
        {asSent ? (
          <code dir="ltr" className="block whitespace-pre-wrap font-mono text-xs leading-5">
            {raw}
          </code>
        ) : (
          value
        )}
      </dd>
      <dd className="absolute top-1 right-0">
        <button
          type="button"
          aria-pressed={asSent}
          aria-label={asSent ? headerTexts.decodedOne(name) : headerTexts.asSentOne(name)}
          title={asSent ? headerTexts.decodedOne(name) : headerTexts.asSentOne(name)}
          className={cx(
            'flex size-6 items-center justify-center rounded-(--radius-control) hover:bg-hover hover:text-text focus-visible:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100',
            differs ? 'text-accent' : 'text-faint opacity-0',
          )}
          onClick={() => setDiffers(!differs)}
        >
          <Code className="size-3.5" aria-hidden strokeWidth={1.75} />
        </button>
      </dd>
    </div>
  )
}
