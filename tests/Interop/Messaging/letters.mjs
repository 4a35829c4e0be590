// mailparser reads what the platform writes, nodemailer's composer writes what the platform reads.
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { simpleParser } from 'mailparser';
import { createHash } from 'node:crypto';
import { answerWith } from '../Peers/peer.mjs';

const commands = {
  async parse({ base64 }) {
    const mail = await simpleParser(Buffer.from(base64, 'base64'), { keepDeliveryStatus: true });
    return {
      subject: mail.subject ?? '', text: mail.text ?? '', from: mail.from?.value[0] ?? null, to: mail.to?.value[0]?.address ?? null,
      messageId: mail.messageId ?? null, inReplyTo: mail.inReplyTo ?? null, references: [mail.references ?? []].flat(), date: mail.date?.toISOString() ?? null,
      headers: Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1).trim()])),
      attachments: mail.attachments.map(one => ({ name: one.filename ?? null, type: one.contentType, sha256: createHash('sha256').update(one.content).digest('hex') })),
    };
  },
  async compose({ mail, attachments = [] }) {
    const content = attachments.map(({ filename, base64 }) => ({ filename, content: Buffer.from(base64, 'base64') }));
    const raw = await new MailComposer({ ...mail, attachments: content }).compile().build();
    return { base64: raw.toString('base64') };
  },
};

answerWith(question => commands[question.command](question));
