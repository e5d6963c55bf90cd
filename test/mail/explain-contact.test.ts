import { describe, expect, test } from 'vitest'
import { explainAs, lines, rulesOf } from './explain.ts'

const contacts = (body: string, type = 'text/vcard; charset=utf-8') => explainAs('contact', [`Content-Type: ${type}`], body)

test('a contact of iOS (3.0) is all that it says', () => {
  const explanation = contacts(
    lines(String.raw`
    BEGIN:VCARD
    VERSION:3.0
    PRODID:-//Apple Inc.//iPhone OS 18.1//EN
    N:Müller;Ann;Maria;Dr.;M.Sc.
    FN:Dr. Ann Maria Müller\, M.Sc.
    NICKNAME:Annie
    ORG:Harbour\; Sons GmbH;Shipping;Quay 4
    TITLE:Head of boats
    EMAIL;type=INTERNET;type=WORK;type=pref:ann@harbour.test
    item1.EMAIL;type=INTERNET:ann@home.test
    item1.X-ABLabel:_$!<Other>!$_
    TEL;type=CELL;type=VOICE;type=pref:+49 170 1234567
    TEL;TYPE="home,fax":+49 40 7654321
    ADR;type=WORK;type=pref:;;Pier 4\, left;Hamburg;;20457;Germany
    URL;type=WORK:https://harbour.test/ann
    BDAY;value=date:1984-02-29
    NOTE:Likes boats.\nAnd tea.
    PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAASABIAAD/4QBYRXhpZgAATU0AKgAA
     AAgAAgESAAMAAAABAAEAAIdpAAQAAAABAAAAJgAAAAAAA6ABAAMAAAABAAEAAKACAAQ=
    UID:8d1f3f80-7b1d-4f4e-8a5a-3b6b8e8f0c11
    END:VCARD
`),
  )
  expect(explanation).toEqual({
    kind: 'contact',
    warnings: [],
    contacts: [
      {
        version: '3.0',
        uid: '8d1f3f80-7b1d-4f4e-8a5a-3b6b8e8f0c11',
        fullName: 'Dr. Ann Maria Müller, M.Sc.',
        name: { family: 'Müller', given: 'Ann', additional: 'Maria', prefix: 'Dr.', suffix: 'M.Sc.' },
        nickname: 'Annie',
        emails: [
          { addrSpec: 'ann@harbour.test', types: ['work', 'pref'] },
          { addrSpec: 'ann@home.test', types: [] },
        ],
        phones: [
          { number: '+49 170 1234567', types: ['cell', 'voice', 'pref'] },
          { number: '+49 40 7654321', types: ['home', 'fax'] },
        ],
        organization: ['Harbour; Sons GmbH', 'Shipping', 'Quay 4'],
        title: 'Head of boats',
        role: '',
        addresses: [
          {
            poBox: '',
            extended: '',
            street: 'Pier 4, left',
            locality: 'Hamburg',
            region: '',
            postalCode: '20457',
            country: 'Germany',
            types: ['work', 'pref'],
          },
        ],
        urls: ['https://harbour.test/ann'],
        birthday: '1984-02-29',
        note: 'Likes boats.\nAnd tea.',
        hasPhoto: true,
      },
    ],
  })
})

test('contacts of Android (2.1) are in quoted-printable with a charset each, and go on behind “=”', () => {
  const { contacts: found, warnings } = contacts(
    lines(String.raw`
    BEGIN:VCARD
    VERSION:2.1
    N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=87elik;=C5=9E=C3=BCkran;;;
    FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C5=9E=C3=BCkran=20=
    =C3=87elik
    TEL;CELL:+905551234567
    TEL;HOME;VOICE:02121234567
    EMAIL;HOME:sukran@ornek.test
    ADR;HOME;CHARSET=ISO-8859-9;ENCODING=QUOTED-PRINTABLE:;;=DEi=FEli;=DDstanbul;;34000;
    NOTE:C:\new\files
    PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAUDBAQEAwUEBAQFBQUGBwwIBwcHBw8LCwkMEQ8S
     EhEPERETFhwXExQaFRERGCEYGh0dHx8fExciJCIeJBweHx7/2wBDAQUFBQcGBw4ICA4eFBEU

    END:VCARD
    BEGIN:VCARD
    VERSION:2.1
    N:;Bob;;;
    END:VCARD
`),
    'text/x-vcard',
  )
  expect(warnings).toEqual([])
  expect(found).toMatchObject([
    {
      fullName: 'Şükran Çelik',
      name: { family: 'Çelik', given: 'Şükran' },
      phones: [
        { number: '+905551234567', types: ['cell'] },
        { number: '02121234567', types: ['home', 'voice'] },
      ],
      emails: [{ addrSpec: 'sukran@ornek.test', types: ['home'] }],
      addresses: [{ street: 'Şişli', locality: 'İstanbul', postalCode: '34000' }],
      note: 'C:\\new\\files',
      hasPhoto: true,
    },
    { name: { given: 'Bob' }, fullName: '', hasPhoto: false },
  ])
})

test('a contact of 4.0 has numbers and addresses as URIs', () => {
  const { contacts: found, warnings } = contacts(
    lines(`
    BEGIN:VCARD
    VERSION:4.0
    FN:Ann
    TEL;VALUE=uri;TYPE="cell,voice":tel:+49-170-1234567
    EMAIL;TYPE=work:mailto:ann@harbour.test
    BDAY:--0229
    END:VCARD
`),
  )
  expect(warnings).toEqual([])
  expect(found).toMatchObject([
    {
      phones: [{ number: '+49-170-1234567', types: ['cell', 'voice'] }],
      emails: [{ addrSpec: 'ann@harbour.test' }],
      birthday: '--0229',
    },
  ])
})

describe('warns', () => {
  const card = (...properties: string[]) => contacts(['BEGIN:VCARD', ...properties, 'END:VCARD', ''].join('\r\n'))

  test.each([
    ['contact-none', contacts('')],
    ['contact-no-version', card('FN:Ann', 'N:;Ann;;;')],
    ['contact-bad-version', card('VERSION:5', 'FN:Ann', 'N:;Ann;;;')],
    ['contact-no-name', card('VERSION:4.0', 'N:;Ann;;;')],
    ['contact-no-name', card('VERSION:3.0', 'FN:Ann')],
    ['contact-no-name', card('VERSION:2.1', 'FN:Ann')],
    ['contact-bad-email', card('VERSION:4.0', 'FN:Ann', 'EMAIL:ann')],
    ['contact-charset', card('VERSION:4.0', 'FN;CHARSET=UTF-8:Ann')],
    ['line-too-long', card('VERSION:4.0', 'FN:Ann', `NOTE:${'a'.repeat(80)}`)],
    ['line-bare-lf', contacts('BEGIN:VCARD\nVERSION:4.0\nFN:Ann\nEND:VCARD\n')],
    ['line-unbalanced', contacts('BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ann\r\n')],
    ['line-unreadable', card('VERSION:4.0', 'FN:Ann', 'TEL;CELL +49')],
  ])('%s', (rule, explanation) => {
    expect(rulesOf(explanation)).toEqual([rule])
  })
})
