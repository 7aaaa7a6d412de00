import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';

const script = resolve(import.meta.dirname, '../postfix/start.sh');

export interface Postfix {
  /** Setting of the server under test: a password, and TLS by an authority of the test's own. */
  readonly url: string;
  /** From now on this recipient is asked to come back later; or no longer. */
  greylist(address: string, isGreylisted: boolean): void;
  /** The mails in a mailbox of client.example. */
  mailbox(name: string): Promise<ParsedMail[]>;
  /** Ends it, with all of its processes. */
  stop(): Promise<void>;
}

/** Starts a real mail server on the loopback interface; nothing that it takes leaves the machine. */
export async function startPostfix(): Promise<Postfix> {
  const folder = await mkdtemp(join(tmpdir(), 'echanges-postfix-'));
  const policy = await startPolicy();
  const port = await freePort();
  const child = spawn(script, [folder, String(port), String(policy.port)], { stdio: ['ignore', 'ignore', 'pipe'] });
  const words: Buffer[] = [];
  child.stderr.on('data', (part: Buffer) => words.push(part));
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    policy.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitForGreeting(port, () => {
      if (child.exitCode !== null) throw new Error(`Postfix did not start\n${Buffer.concat(words).toString('utf8')}`);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `smtp://echanges:secret@localhost:${port}?tls=required&ca=${join(folder, 'ca.pem')}`,
    greylist: policy.greylist,
    mailbox: (name) => readMaildir(join(folder, 'mailboxes', name, 'new')),
    stop,
  };
}

async function readMaildir(folder: string): Promise<ParsedMail[]> {
  // Made with the first mail.
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.sort().map(async (name) => simpleParser(await readFile(join(folder, name)))));
}

/** Greylisting as Postfix knows it: a service that is asked about each recipient (its SMTPD_POLICY_README). */
async function startPolicy(): Promise<{ port: number; greylist: Postfix['greylist']; stop: () => void }> {
  const greylisted = new Set<string>();
  const server = createServer((socket) => {
    let asked = '';
    socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    socket.on('data', (part: string) => {
      asked += part;
      // One question ends with an empty line.
      for (let end = asked.indexOf('\n\n'); end >= 0; end = asked.indexOf('\n\n')) {
        const recipient = /^recipient=(.*)$/m.exec(asked.slice(0, end))?.[1] ?? '';
        asked = asked.slice(end + 2);
        const action = greylisted.has(recipient) ? '451 4.7.1 Greylisted, please come back later' : 'DUNNO';
        socket.write(`action=${action}\n\n`);
      }
    });
  });
  const port = await listen(server);
  const greylist = (address: string, isGreylisted: boolean): void => {
    if (isGreylisted) greylisted.add(address);
    else greylisted.delete(address);
  };
  return { port, greylist, stop: () => void server.close() };
}

async function waitForGreeting(port: number, check: () => void): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    check();
    if ((await greeting(port)).startsWith('220 ')) return;
    await delay(50);
  }
  throw new Error('Postfix says nothing');
}

function greeting(port: number): Promise<string> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.setEncoding('utf8');
    socket.once('error', () => done(''));
    socket.once('close', () => done(''));
    socket.once('data', (words: string) => {
      socket.end('QUIT\r\n');
      done(words);
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise<void>((closed) => server.close(() => closed()));
  return port;
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
  return (server.address() as AddressInfo).port;
}
