/** What the page says of the tags of messages. */
import { formatCount } from '../lib/format-number.ts'

export const tagTexts = {
  tags: 'Tags',
  rules: 'Tag rules',
  more: (count: number) => `${formatCount(count)} more`,
  add: 'Add a tag',
  addShort: 'Add tag',
  remove: (name: string) => `Remove tag ${name}`,
  byHand: 'Added by hand',
  byField: (field: string) => `By the ${field} field`,
  byRule: (rule: string) => `By the rule ${rule}`,
  tag: 'Tag',
  hasIt: 'This tag is there already.',
  new: 'new',
}
