import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { ReceivedMail } from './smtp.ts';

/** A part of a mail that is a file. */
export interface Part {
  readonly id: string;
  readonly name: string | null;
  readonly type: string;
  readonly disposition: string | null;
  readonly sha256: string;
  readonly size: number;
}

/** What Python's `email` reads in a mail. */
export interface Reading {
  readonly subject: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** The types of all parts, from the outside to the inside. */
  readonly structure: readonly string[];
  readonly html: string;
  readonly text: string;
  /** Parts that the HTML may name by their Content-ID. */
  readonly images: readonly Part[];
  readonly files: readonly Part[];
  readonly defects: readonly string[];
}

/** The mail as another program reads it. */
export function readByPython(mail: ReceivedMail): Reading {
  const script = join(import.meta.dirname, 'received.py');
  const { status, stdout, stderr } = spawnSync('python3', [script], { input: mail.raw, maxBuffer: 100_000_000 });
  if (status !== 0) throw new Error(`Python could not read the mail: ${stderr}`);
  return JSON.parse(stdout.toString('utf8')) as Reading;
}
