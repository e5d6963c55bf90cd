/** `404` → `Not Found`. Not imported: an import of node:http evaluates all it exports, and so loads its WebSocket client, 30 ms of the start. */
const { STATUS_CODES } = process.getBuiltinModule('node:http')

export function statusText(status: number): string {
  return STATUS_CODES[status] ?? ''
}
