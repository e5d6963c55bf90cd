/** Names and values in two columns. */
import { useState } from 'react'
import type { HeaderField } from '../../../shared/model/part.ts'
import { formatCount } from '../../lib/format-number.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { Button } from '../../ui/button.tsx'

/** Mail with thousands of fields exists; the rest comes on request. */
const FIRST_FIELDS = 200

export function FieldTable({ fields, asSent }: { fields: readonly HeaderField[]; asSent: boolean }) {
  const [shown, setShown] = useState(FIRST_FIELDS)
  return (
    <>
      <dl data-testid="header-fields">
        {withKeys(fields.slice(0, shown), ({ name }) => name).map(({ key, item: { name, value, raw } }) => (
          <div key={key} className="grid grid-cols-[11rem_1fr] gap-x-4 border-line border-t py-1.5 max-sm:grid-cols-1">
            <dt className="text-muted wrap-anywhere">{name}</dt>
            <dd className="min-w-0 wrap-anywhere" dir="auto">
              {asSent ? <code className="block whitespace-pre-wrap font-mono text-xs leading-5">{raw}</code> : value}
            </dd>
          </div>
        ))}
      </dl>
      {fields.length > shown && (
        <Button className="mt-3" onClick={() => setShown(fields.length)}>
          Show {formatCount(fields.length - shown)} more
        </Button>
      )}
    </>
  )
}
