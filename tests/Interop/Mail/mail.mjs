// nodemailer sends, imapflow reads, mailparser understands. The script does and tells; the tests judge.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import { ImapFlow } from 'imapflow';
import { simpleParser } from 'mailparser';
import { answerWith, say } from '../Peers/peer.mjs';

const [ca] = process.argv.slice(2);
const readers = new Map();

const tls = ({ certificate }) => ({
  ca: readFileSync(ca),
  servername: 'localhost',
  ...(certificate && { cert: readFileSync(certificate), key: readFileSync(certificate.replace(/\.pem$/, '.key')) }),
});

async function submit({ port, auth, certificate, mail, attachments = [] }) {
  const transport = createTransport({ host: 'localhost', port, secure: false, requireTLS: true, auth, tls: tls({ certificate }) });
  try {
    const content = attachments.map(({ filename, base64 }) => ({ filename, content: Buffer.from(base64, 'base64') }));
    const info = await transport.sendMail({ ...mail, attachments: content });
    return { response: info.response, messageId: info.messageId, accepted: info.accepted };
  } catch (error) {
    return { code: error.responseCode ?? null, said: error.response ?? String(error) };
  } finally {
    transport.close();
  }
}

async function open({ port, auth }) {
  const client = new ImapFlow({ host: 'localhost', port, secure: false, doSTARTTLS: true, auth, tls: tls({}), logger: false });
  client.on('exists', ({ count }) => say({ event: 'exists', count }));
  client.on('error', error => say({ event: 'error', error: String(error) }));
  try {
    await client.connect();
  } catch (error) {
    return { refused: error.responseText ?? String(error), failed: error.authenticationFailed === true };
  }
  const box = await client.mailboxOpen('INBOX');
  const key = String(readers.size);
  readers.set(key, client);
  return { key, exists: box.exists, uidNext: box.uidNext, uidValidity: String(box.uidValidity), folders: (await client.list()).map(one => [one.path, one.specialUse ?? null]) };
}

async function read({ key, range }) {
  const messages = [];
  const query = { uid: true, flags: true, envelope: true, bodyStructure: true, size: true, internalDate: true, source: true };
  for await (const one of readers.get(key).fetch(range, query, { uid: true })) {
    messages.push({
      uid: one.uid, flags: [...one.flags], size: one.size, sha256: createHash('sha256').update(one.source).digest('hex'), subject: one.envelope.subject,
      from: one.envelope.from[0].address, messageId: one.envelope.messageId, parts: (one.bodyStructure.childNodes ?? [one.bodyStructure]).map(part => part.type),
      parsed: await parse(one.source),
    });
  }
  return { messages };
}

async function parse(source) {
  const mail = await simpleParser(source, { keepDeliveryStatus: true });
  return {
    subject: mail.subject, text: mail.text ?? '', from: mail.from?.value[0], to: mail.to?.value.map(one => one.address), inReplyTo: mail.inReplyTo ?? null,
    references: [mail.references ?? []].flat(), type: mail.headers.get('content-type'),
    attachments: mail.attachments.map(one => ({ name: one.filename ?? null, type: one.contentType, text: one.content.toString('utf8'), size: one.size })),
  };
}

const commands = {
  submit,
  open,
  read,
  async search({ key, query }) {
    return { uids: await readers.get(key).search(query, { uid: true }) };
  },
  async mark({ key, range, flags }) {
    return { done: await readers.get(key).messageFlagsAdd(range, flags, { uid: true }) };
  },
  async remove({ key, range }) {
    return { done: await readers.get(key).messageDelete(range, { uid: true }) };
  },
  async download({ key, range, part }) {
    const { content, meta } = await readers.get(key).download(range, part, { uid: true });
    const chunks = [];
    for await (const chunk of content) chunks.push(chunk);
    return { base64: Buffer.concat(chunks).toString('base64'), name: meta.filename };
  },
  async idle({ key }) {
    readers.get(key).idle();
    return {};
  },
};

answerWith(question => commands[question.command](question));
