import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The program under test; the build tool names it, a person may leave it to be found. */
const binary = process.env['ECHANGES_BINARY'] ?? resolve(import.meta.dirname, '../../target/debug/echanges');

export interface Server {
  /** Its address, without a slash at the end. */
  readonly url: string;
  /** Folder of its database and of files. */
  readonly data: string;
  /** Runs another command of the program on the same data, and waits until it has succeeded. */
  run(order: readonly string[], input: string): Promise<void>;
  /** Ends it as an operator would, and waits until it has ended. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

export interface ServerOptions {
  /** Folder of the database and of files. */
  data: string;
  /** Where mails go; without it they are written to `<data>/mail`. */
  smtpUrl?: string;
  /** Port to listen on; a free one when none is given. */
  port?: number;
}

/** Starts the server and waits until it is ready to serve. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(binary, ['serve', '--demo'], {
    env: environment(options, port),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = collectOutput(child);
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  await waitUntilReady(url, child, log);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const patience = new AbortController();
    const impatient = delay(5_000, undefined, { signal: patience.signal }).then(
      () => child.kill('SIGKILL'),
      () => undefined,
    );
    await ended;
    patience.abort();
    await impatient;
  };
  const run = (order: readonly string[], input: string): Promise<void> => runOnce(order, input, environment(options, port));
  return { url, data: options.data, run, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

async function runOnce(order: readonly string[], input: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(binary, order, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const log = collectOutput(child);
  child.stdin.end(input);
  const status = await new Promise((done, failed) => child.once('error', failed).once('close', done));
  if (status !== 0) throw new Error(`${order.join(' ')} ended with status ${status}\n${log()}`);
}

/** Only what the server needs: a setting of the person who runs the tests must not reach it. */
function environment(options: ServerOptions, port: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    RUST_LOG: 'warn',
    RUST_BACKTRACE: '1',
    LEPTOS_SITE_ADDR: `127.0.0.1:${port}`,
    ECHANGES_DATA: options.data,
    ...(options.smtpUrl === undefined ? {} : { SMTP_URL: options.smtpUrl }),
  };
}

function collectOutput(child: ChildProcess): () => string {
  const parts: Buffer[] = [];
  child.stdout?.on('data', (part: Buffer) => parts.push(part));
  child.stderr?.on('data', (part: Buffer) => parts.push(part));
  return () => Buffer.concat(parts).toString('utf8');
}

async function waitUntilReady(url: string, child: ChildProcess, log: () => string): Promise<void> {
  let startError: Error | undefined;
  child.once('error', (error) => (startError = error));
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (startError !== undefined) throw new Error(`${binary} cannot be started: ${startError.message}`);
    if (child.exitCode !== null) throw new Error(`the server ended with status ${child.exitCode}\n${log()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await delay(25);
  }
  child.kill('SIGKILL');
  throw new Error(`the server is not ready after 60 s\n${log()}`);
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const listener = createServer();
    listener.once('error', failed);
    listener.listen(0, '127.0.0.1', () => {
      const address = listener.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      listener.close(() => done(port));
    });
  });
}
