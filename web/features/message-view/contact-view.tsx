/** Contacts of a vCard. */
import type { Contact, ContactExplanation } from '../../../shared/model/explanation.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { explanationTexts as texts } from '../../texts/structure.ts'
import { type Fact, Facts } from './facts.tsx'

export function ContactView({ contacts }: Pick<ContactExplanation, 'contacts'>) {
  return (
    <div data-testid="contacts" className="flex flex-col gap-4">
      {withKeys(contacts, ({ uid, fullName }) => uid || fullName).map(({ key, item }) => (
        <section key={key} className="rounded-lg border border-line-strong">
          <h4 className="border-line border-b px-4 py-2.5 font-semibold text-base wrap-anywhere" dir="auto">
            {item.fullName || texts.noName}
          </h4>
          <div className="px-4 py-1.5">
            <Facts facts={factsOf(item)} />
          </div>
        </section>
      ))}
    </div>
  )
}

function factsOf(contact: Contact): Fact[] {
  const { nickname, emails, phones, organization, title, role, addresses, urls, birthday, note, hasPhoto } = contact
  return [
    [texts.nickname, nickname],
    ...emails.map(({ addrSpec, types }): Fact => [texts.email, withTypes(addrSpec, types)]),
    ...phones.map(({ number, types }): Fact => [texts.phone, withTypes(number, types)]),
    [texts.organization, organization.join(', ')],
    [texts.titleOf, title],
    [texts.role, role],
    ...addresses.map(
      ({ types, ...lines }): Fact => [texts.address, withTypes(Object.values(lines).filter(Boolean).join(', '), types)],
    ),
    [texts.link, urls.join(', ')],
    [texts.birthday, birthday],
    [texts.note, note && <span className="whitespace-pre-wrap">{note}</span>],
    [texts.photo, hasPhoto && texts.yes],
  ]
}

function withTypes(text: string, types: readonly string[]) {
  return types.length === 0 ? text : `${text} (${types.join(', ')})`
}
