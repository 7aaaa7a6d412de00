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
  /** From now on this recipient is refused for good, with these words. */
  refuse(address: string, reply: string): void;
  stop(): Promise<void>;
}

/** A mail server of the loopback interface that keeps every mail, and accepts every recipient that a test does not refuse. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: ReceivedMail[] = [];
  const refused = new Map<string, string>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo({ address }, _session, done) {
      const reply = refused.get(address);
      done(reply === undefined ? null : Object.assign(new Error(reply), { responseCode: 550 }));
    },
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
    refuse: (address, reply) => void refused.set(address, reply),
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
}
