/** One part: what it is, what it holds, and its own header fields. */
import { useQuery } from '@tanstack/react-query'
import { Download, FileCode2, FileDown } from 'lucide-react'
import type { Message } from '../../../shared/model/message.ts'
import type { Part } from '../../../shared/model/part.ts'
import { useApi } from '../../api/api.ts'
import { partHeadersQuery } from '../../api/part-queries.ts'
import { toAnchor } from '../../lib/anchor.ts'
import { cx } from '../../lib/cx.ts'
import { formatCount, formatSize } from '../../lib/format-number.ts'
import { structureTexts as texts } from '../../texts/structure.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { type Fact, Facts } from './facts.tsx'
import { FieldTable } from './field-table.tsx'
import { PartPreview } from './part-preview.tsx'
import type { TabName } from './tabs.ts'

/** Three of them stand side by side on a phone. */
const SMALL = 'h-7! px-2! text-xs! [&_svg]:size-3.5! max-sm:[&_svg]:hidden'

interface PartDetailProps {
  message: Message
  part: Part
  onTab: (tab: TabName, anchor?: string) => void
}

export function PartDetail({ message, part, onTab }: PartDetailProps) {
  const { client } = useApi()
  const { path, filename, contentType } = part
  const isMultipart = contentType.startsWith('multipart/')
  return (
    <section aria-label={texts.unnamed(path)} data-testid="part-detail" data-path={path} className="px-5 pt-4 pb-8 max-sm:px-4">
      <h3 className="font-semibold text-base wrap-anywhere" dir="auto">
        {filename || texts.unnamed(path)}
      </h3>
      <div className="mt-2 mb-4 flex flex-wrap gap-1.5">
        {!isMultipart && (
          <a
            href={client.urlOf(message.id, `parts/${path}`)}
            download={filename || `part-${path}`}
            data-testid="part-download"
            className={cx(buttonClass('plain'), SMALL)}
          >
            <Download aria-hidden strokeWidth={1.75} />
            {texts.download}
          </a>
        )}
        <a
          href={client.urlOf(message.id, `parts/${path}/raw`)}
          download
          data-testid="part-download-raw"
          className={cx(buttonClass('plain'), SMALL)}
        >
          <FileDown aria-hidden strokeWidth={1.75} />
          {texts.downloadAsSent}
        </a>
        <Button className={SMALL} data-testid="part-to-source" onClick={() => onTab('source', toAnchor('part', path))}>
          <FileCode2 aria-hidden strokeWidth={1.75} />
          {texts.toSource}
        </Button>
      </div>
      <div className="peer">
        <PartPreview key={path} message={message} part={part} />
      </div>
      {/* Not before what stands above it: it would move. */}
      <div className="peer-empty:invisible">
        <div className="mt-6">
          <Facts facts={factsOf(part, message)} />
        </div>
        {path === '' ? (
          <p className="mt-6 text-muted">
            {texts.rootFields}{' '}
            <button type="button" className="rounded text-accent hover:underline" onClick={() => onTab('headers')}>
              {texts.toHeaders}
            </button>
          </p>
        ) : (
          <PartFields id={message.id} path={path} />
        )}
      </div>
    </section>
  )
}

function factsOf(part: Part, { inlineParts }: Message): Fact[] {
  const { contentType, disposition, encoding, charset, charsetUsed, sizeOctets, bodyOctets, contentId, contentLocation, path } =
    part
  const { fact } = texts
  const names = inlineParts.used.filter((use) => use.path === path).map(({ name }) => `cid:${name}`)
  return [
    [fact.type, contentType],
    [fact.disposition, disposition],
    [fact.encoding, encoding],
    [fact.charset, texts.charset(charset, charsetUsed)],
    [fact.size, `${formatSize(sizeOctets)} (${texts.octets(sizeOctets)})`],
    [fact.encodedSize, bodyOctets !== sizeOctets && `${formatSize(bodyOctets)} (${texts.octets(bodyOctets)})`],
    [fact.contentId, contentId],
    [fact.location, contentLocation],
    [fact.usedAs, names.length > 0 ? names.join(', ') : inlineParts.unused.includes(path) && texts.unused],
    [fact.offset, formatCount(part.headerOffset)],
  ]
}

function PartFields({ id, path }: { id: string; path: string }) {
  const { client } = useApi()
  const { data, error, refetch } = useQuery(partHeadersQuery(client, id, path))
  if (error) return <ErrorNote title={texts.fieldsFailed} error={error} onRetry={() => void refetch()} />
  if (!data) return null
  return (
    <>
      {data.fields.length > 0 && (
        <section className="mt-7" data-testid="part-fields">
          <h4 className="mb-2 font-semibold">{texts.fields}</h4>
          <FieldTable fields={data.fields} asSent={false} />
        </section>
      )}
      {data.message && data.message.length > 0 && (
        <section className="mt-7">
          <h4 className="mb-2 font-semibold">{texts.fieldsOfMessage}</h4>
          <FieldTable fields={data.message} asSent={false} />
        </section>
      )}
    </>
  )
}
