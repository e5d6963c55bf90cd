/** Comma-separated values as a table, as far as somebody reads them here. */
import { useMemo } from 'react'
import { guessDelimiter, parseCsv } from '../../lib/parse-csv.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { structureTexts } from '../../texts/structure.ts'
import { ScrollRegion } from '../../ui/scroll-region.tsx'

const LIMITS = { rows: 200, columns: 50 }

export function CsvTable({ text, isCut }: { text: string; isCut: boolean }) {
  const table = useMemo(() => parseCsv(text, guessDelimiter(text), LIMITS), [text])
  const [head = [], ...body] = table.rows
  const columns = Math.max(0, ...table.rows.map(({ length }) => length))
  return (
    <div data-testid="csv">
      <p className="mb-2 text-faint text-xs tabular-nums">
        {table.isCut || isCut ? structureTexts.rowsCut(table.rows.length) : structureTexts.rows(table.rows.length, columns)}
      </p>
      <ScrollRegion
        aria-label={structureTexts.asTable}
        className="max-h-[60dvh] overflow-auto rounded-lg border border-line-strong"
      >
        <table className="min-w-full text-left text-xs">
          <thead>
            <tr>
              {withKeys(head, (cell) => cell).map(({ key, item }) => (
                <th
                  key={key}
                  scope="col"
                  className="sticky top-0 max-w-80 truncate border-line-strong border-b bg-sunken px-3 py-1.5 font-medium"
                  dir="auto"
                >
                  {item}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {withKeys(body, (cells) => cells.join(',')).map(({ key, item: cells }) => (
              <tr key={key} className="border-line border-t first:border-t-0">
                {withKeys(cells, (cell) => cell).map(({ key: cellKey, item }) => (
                  <td
                    key={cellKey}
                    title={item.length > 40 ? item : undefined}
                    className="max-w-80 truncate px-3 py-1.5 tabular-nums"
                    dir="auto"
                  >
                    {item}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  )
}
