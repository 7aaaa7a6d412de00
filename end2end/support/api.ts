import { randomBytes } from 'node:crypto';
import { type APIRequestContext, expect, request } from '@playwright/test';
import { accounts, enter } from './pages.ts';

/** What the server answers to a command. */
export type Answer = { Done: { effect: unknown } } | { Rejected: unknown };

/** A session of somebody else, without a browser. */
export async function sessionOf(url: string, email: string = accounts.administrator): Promise<APIRequestContext> {
  const session = await request.newContext({ baseURL: url });
  await enter(session, email);
  return session;
}

/** Sends a command as another program with this session would; a failure of the machine fails the test. */
export async function execute(session: APIRequestContext, command: unknown): Promise<Answer> {
  const answer = await session.post('/api/execute', { data: { envelope: envelope(command) } });
  expect(answer.status(), JSON.stringify(command).slice(0, 200)).toBe(200);
  return (await answer.json()) as Answer;
}

/** Reads as the pages do. */
export async function read<T>(session: APIRequestContext, name: string, question: unknown): Promise<T> {
  const answer = await session.post(`/api/${name}`, { data: question });
  expect(answer.status(), name).toBe(200);
  return (await answer.json()) as T;
}

/** The number of a request in this state, the newest one. */
export async function ditIn(session: APIRequestContext, state: string): Promise<string> {
  const filter = { states: [state] };
  const list = await read<{ rows: { number: string }[] }>(session, 'dits', { filter, after: null });
  const number = list.rows[0]?.number;
  if (number === undefined) throw new Error(`the demonstration has no request in the state ${state}`);
  return number;
}

/** A command that records a received message; `changes` replaces some of it. */
export function recordExchange(dit: string, changes: Record<string, unknown> = {}): unknown {
  const command = {
    dit,
    direction: 'Received',
    kind: null,
    channel: null,
    employee: null,
    counterpart: null,
    subject: '',
    detail: 'Voilà.',
    occurred_at: null,
    attachments: [],
    mail: null,
  };
  return { RecordExchange: { ...command, ...changes } };
}

/** A command that edits a recorded message in its first version; `changes` replaces some of it. */
export function editExchange(exchange: string | null, changes: Record<string, unknown> = {}): unknown {
  const command = {
    exchange,
    revision: 1,
    kind: 1,
    channel: 'Phone',
    employee: 1,
    counterpart: null,
    subject: '',
    detail: 'Autre.',
    occurred_at: null,
  };
  return { EditExchange: { ...command, ...changes } };
}

/** A command that ends a job as done. */
export function enterCrit(job: number | undefined, text = 'Fait.'): unknown {
  return { EnterCrit: { job, technician: null, occurred_at: null, text, outcome: 'Done' } };
}

function envelope(command: unknown): unknown {
  return { id: uuid7(), version: 1, issued_at: Date.now(), command };
}

/** RFC 9562 section 5.7. */
function uuid7(): string {
  const bytes = Buffer.concat([Buffer.alloc(6), randomBytes(10)]);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
