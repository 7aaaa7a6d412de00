import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Server } from './server.ts';

/** Writes into the database of a running server what nobody can do through a page: what an intruder, or another program, left there. */
export async function write(server: Server, statement: string): Promise<void> {
  const database = join(server.data, 'echanges.db');
  await promisify(execFile)('sqlite3', ['-cmd', '.timeout 5000', database, statement]);
}

/** Replaces the bytes of the newest mail. */
export async function replaceNewestMail(server: Server, bytes: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'echanges-mail-'));
  const file = join(folder, 'mail.eml');
  await writeFile(file, bytes);
  const newest = 'SELECT id FROM mails ORDER BY created_at DESC LIMIT 1';
  await write(server, `UPDATE mails SET bytes = readfile('${file}') WHERE id = (${newest})`);
  await rm(folder, { recursive: true });
}
