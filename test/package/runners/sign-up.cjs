/** What an app does, for tests of each runner. */

const HTML = `<p>Your code is <b>482913</b></p><p><a href="https://shop.test/confirm?token=abc">Confirm address</a></p>`

/**
 * @param {string} address
 * @param {string} mailbox
 */
exports.signUp = async (address, mailbox) => {
  const mail = { from: 'hello@shop.test', to: [address], subject: 'Welcome to Shop', html: HTML, mailbox }
  const attachments = [{ filename: 'terms.pdf', content: 'JVBERi0xLjc=', contentType: 'application/pdf' }]
  await fetch(`${process.env.MAILMITT_URL}/api/send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...mail, attachments }),
  })
}
