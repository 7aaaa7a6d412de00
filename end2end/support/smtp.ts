import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  /** Sender and recipients of the envelope. */
  readonly from: string;
  readonly to: readonly string[];
  /** The message, byte for byte. */
  readonly raw: Buffer;
  parsed(): Promise<ParsedMail>;
}

export interface SmtpSink {
  /** Setting of the server under test. */
  readonly url: string;
  /** In the order of their arrival. */
  readonly mails: readonly ReceivedMail[];
  stop(): Promise<void>;
}

/** A mail server of the loopback interface that accepts every mail and keeps it. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const raw = Buffer.concat(parts);
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map((recipient) => recipient.address),
          raw,
          parsed: () => simpleParser(raw),
        });
        done();
      });
    },
  });
  // A client that hangs up is the business of the test, not of this process.
  server.on('error', () => undefined);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
}
