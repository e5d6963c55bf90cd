/** A comparison, section by section; those in which nothing differs are left out. */
import { CircleCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ComparedPart, HeaderChange, LineDiff, MessageDiff, PartChange } from '../../../shared/model/diff.ts'
import { cx } from '../../lib/cx.ts'
import { formatSize } from '../../lib/format-number.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { compareTexts as texts } from '../../texts/compare.ts'

export function DiffView({ diff: { equal, masked, headers, text, html, parts, isCut } }: { diff: MessageDiff }) {
  if (equal)
    return (
      <div data-testid="diff-equal" className="flex flex-col items-center gap-1 p-8 text-center">
        <CircleCheck className="mb-2 size-6 text-success" aria-hidden strokeWidth={1.5} />
        <p className="font-semibold text-base">{masked ? texts.equalMasked : texts.equal}</p>
      </div>
    )
  return (
    <div data-testid="diff" className="flex flex-col gap-7">
      {isCut && <p className="text-warning">{texts.cut}</p>}
      {headers.length > 0 && (
        <Section title={texts.headers} testId="diff-headers">
          {withKeys(headers, ({ name }) => name).map(({ key, item }) => (
            <ChangeRow key={key} {...item} />
          ))}
        </Section>
      )}
      <Lines title={texts.text} diff={text} testId="diff-text" />
      <Lines title={texts.html} diff={html} testId="diff-html" />
      {parts.length > 0 && (
        <Section title={texts.parts} testId="diff-parts">
          {parts.map((part) => (
            <ChangeRow key={part.path} name={part.path} {...toRow(part)} />
          ))}
        </Section>
      )}
    </div>
  )
}

function Section({ title, testId, children }: { title: string; testId: string; children: ReactNode }) {
  return (
    <section data-testid={testId}>
      <h4 className="mb-2 font-semibold">{title}</h4>
      <div className="overflow-hidden rounded-lg border border-line-strong">{children}</div>
    </section>
  )
}

type Row = Pick<HeaderChange, 'change' | 'left' | 'right'>

function ChangeRow({ name, change, left, right }: Row & { name: string }) {
  return (
    <div className="border-line border-t px-3 py-2 first:border-t-0">
      <p className="mb-1 flex gap-2">
        <span className="font-medium wrap-anywhere">{name}</span>
        <span className="text-faint text-xs leading-5">{texts.changes[change]}</span>
      </p>
      {left !== undefined && <Value sign="-" text={left} />}
      {right !== undefined && <Value sign="+" text={right} />}
    </div>
  )
}

const SIGNS: Record<string, { tone: string; said: string }> = {
  '-': { tone: 'bg-danger-soft text-danger', said: texts.here },
  '+': { tone: 'bg-success-soft text-success', said: texts.there },
}

/** A sign beside the colour, for who does not see colours. */
function Value({ sign, text }: { sign: string; text: string }) {
  const known = SIGNS[sign]
  return (
    <div className={cx('flex gap-2 px-3 font-mono text-xs leading-5', known ? known.tone : 'text-muted')}>
      <span className="w-[1ch] shrink-0 select-none" aria-hidden="true">
        {sign}
      </span>
      {known && <span className="sr-only">{known.said}: </span>}
      <span className="min-w-0 whitespace-pre-wrap wrap-anywhere" dir="auto">
        {text}
      </span>
    </div>
  )
}

function Lines({ title, diff, testId }: { title: string; diff: LineDiff; testId: string }) {
  if (diff.outcome === 'equal') return null
  return (
    <Section title={title} testId={testId}>
      {diff.outcome === 'whole' ? (
        <p className="px-3 py-2 text-muted">{texts.whole(diff.leftLines, diff.rightLines)}</p>
      ) : (
        diff.hunks.map(({ leftStart, rightStart, lines }) => (
          <div key={`${leftStart} ${rightStart}`} className="border-line border-t py-1 first:border-t-0">
            <p className="px-3 py-0.5 text-faint text-xs tabular-nums">{texts.lines(leftStart, rightStart)}</p>
            {withKeys(lines, (line) => line).map(({ key, item }) => (
              <Value key={key} sign={item[0] ?? ' '} text={item.slice(1)} />
            ))}
          </div>
        ))
      )}
      {diff.isCut && <p className="border-line border-t px-3 py-2 text-warning">{texts.hunksCut}</p>}
    </Section>
  )
}

function toRow({ change, left, right }: PartChange): Row {
  return { change, ...(left && { left: tell(left) }), ...(right && { right: tell(right) }) }
}

function tell({ contentType, disposition, filename, contentId, sizeOctets }: ComparedPart): string {
  return [
    contentType,
    disposition,
    filename && `“${filename}”`,
    contentId && `cid:${contentId}`,
    sizeOctets !== undefined && formatSize(sizeOctets),
  ]
    .filter(Boolean)
    .join(' ')
}
