import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from './server.ts';

/**
 * Loads the demonstration once. Each test gets a copy of this folder and a server of its own, so that no test sees what
 * another one wrote, and none pays for the loading.
 */
export default async function prepare(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'echanges-demonstration-'));
  const server = await startServer({ data: folder });
  await server.stop();
  process.env['ECHANGES_DEMONSTRATION'] = folder;
  return () => rm(folder, { recursive: true, force: true });
}
