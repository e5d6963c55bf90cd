/** Prints the JSON Schema that zod makes as a TypeScript type. What it does not know it refuses, so that no type is quietly wrong. */

/** @typedef {import('zod').core.JSONSchema.JSONSchema} JsonSchema */

/** @type {Record<string, string>} */
const PRIMITIVES = { string: 'string', number: 'number', integer: 'number', boolean: 'boolean', null: 'null' }

/**
 * @param {JsonSchema} schema of one exported schema, the others it uses in `$defs` under their ids
 * @returns {string}
 */
export function typeFromJsonSchema(schema) {
  // A recursive schema is `$ref: '#'` at its own place, or a `$ref` into `$defs` with nothing beside it.
  const target = schema.$ref?.startsWith('#/$defs/') ? schema.$defs?.[nameOf(schema.$ref)] : schema
  return print(target ?? schema, schema.id ?? '', '')
}

/**
 * @param {JsonSchema} schema
 * @param {string} self name of the type being declared
 * @param {string} indent
 * @returns {string}
 */
function print(schema, self, indent) {
  if (schema.$ref === '#') return self
  if (schema.$ref) return nameOf(schema.$ref)
  if (schema.const !== undefined) return literal(schema.const)
  if (schema.enum) return schema.enum.map(literal).join(' | ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.map((choice) => print(object(choice), self, indent)).join(' | ')
  if (schema.type === 'array') return `Array<${print(object(schema.items), self, indent)}>`
  if (schema.type === 'object') return printObject(schema, self, indent)
  const primitive = PRIMITIVES[String(schema.type)]
  if (!primitive) throw new Error(`No TypeScript type is known for ${JSON.stringify(schema)}`)
  return primitive
}

/**
 * @param {JsonSchema} schema
 * @param {string} self
 * @param {string} indent
 */
function printObject(schema, self, indent) {
  if (!schema.properties) return `Record<string, ${print(object(schema.additionalProperties), self, indent)}>`
  const inner = `${indent}  `
  const lines = Object.entries(schema.properties).map(([name, value]) => {
    const property = object(value)
    const comment = property.description ? `${inner}/** ${property.description.replaceAll('*/', '*∕')} */\n` : ''
    const type = print(property, self, inner)
    return `${comment}${inner}${name}${schema.required?.includes(name) ? `: ${type}` : `?: ${type} | undefined`}\n`
  })
  return `{\n${lines.join('')}${indent}}`
}

/** @param {string} ref */
const nameOf = (ref) => ref.slice('#/$defs/'.length)

/** @param {unknown} value */
const literal = (value) => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value))

/**
 * JSON Schema allows `true` for anything, and lists where zod writes one; the model has neither.
 * @param {unknown} schema
 * @returns {JsonSchema}
 */
function object(schema) {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
    throw new Error(`Not a schema: ${JSON.stringify(schema)}`)
  return /** @type {JsonSchema} */ (schema)
}
