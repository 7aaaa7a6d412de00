import { truncate, writeFile } from 'node:fs/promises';
import { test } from '@playwright/test';

/** A file of so many bytes on the disk, zero after its beginning. One handed over from memory takes longer than a gesture may. */
export async function largeFile(name: string, bytes: number, beginning = ''): Promise<string> {
  const path = test.info().outputPath(name);
  await writeFile(path, beginning, 'latin1');
  await truncate(path, bytes);
  return path;
}
