import type { Socket } from 'node:net';
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
  /** From now on this recipient is refused for the moment, with these words. */
  defer(address: string, reply: string): void;
  /** From now on what is for this recipient is taken, and the connection is cut before the answer to the final dot. */
  cutAfterDot(address: string): void;
  /** From now on this recipient is served like any other. */
  serve(address: string): void;
  stop(): Promise<void>;
}

/** A mail server of the loopback interface that keeps every mail, and accepts every recipient that a test does not refuse. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: ReceivedMail[] = [];
  const refused = new Map<string, { reply: string; responseCode: number }>();
  const cut = new Set<string>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo({ address }, _session, done) {
      const refusal = refused.get(address);
      done(refusal === undefined ? null : Object.assign(new Error(refusal.reply), { responseCode: refusal.responseCode }));
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
        if (rcptTo.some((recipient) => cut.has(recipient.address))) hangUp(server, session.id);
        else done();
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
    refuse: (address, reply) => void refused.set(address, { reply, responseCode: 550 }),
    defer: (address, reply) => void refused.set(address, { reply, responseCode: 451 }),
    cutAfterDot: (address) => void cut.add(address),
    serve: (address) => {
      refused.delete(address);
      cut.delete(address);
    },
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
}

/** Cuts the connection of a session as a machine that falls over does; the server has no word of its own for it. */
function hangUp(server: SMTPServer, session: string): void {
  const { connections } = server as unknown as { connections: Set<{ session?: { id: string }; _socket: Socket }> };
  for (const connection of connections) {
    if (connection.session?.id === session) connection._socket.destroy();
  }
}
