import type { Round } from './keys.ts';

export interface Row {
  readonly paragraphs: number;
  readonly name: string;
  readonly rounds: readonly Round[];
  /** Bytes of what is loaded for it; nothing for a browser alone. */
  readonly weight: number | undefined;
}

/** The value below which this share of them lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** One table; the ratios are to the row of the same size that is named `floor`. */
export function table(rows: readonly Row[], floor: string): string[] {
  const head = [
    'paragraphs',
    'editor',
    'script, ms a key',
    'ratio',
    'style and layout, ms a key',
    'ratio',
    'main thread, ms a key',
    'ratio',
    'key to after-paint, ms, p50',
    'ratio',
    'p95',
    'script in brotli, kB',
  ];
  const body = rows.map((row) => {
    const base = rows.find((other) => other.name === floor && other.paragraphs === row.paragraphs) ?? row;
    const measured = [script, layout, task, paint].flatMap((measure) => [
      measure(row).toFixed(2),
      (measure(row) / measure(base)).toFixed(2),
    ]);
    const weight = row.weight === undefined ? '-' : (row.weight / 1000).toFixed(1);
    return [String(row.paragraphs), row.name, ...measured, percentile(paintsOf(row), 0.95).toFixed(1), weight];
  });
  const rule = head.map((_, column) => (column === 1 ? '---' : '---:'));
  return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`);
}

const script = (row: Row): number => percentile(row.rounds.map((round) => round.script), 0.5);
const layout = (row: Row): number => percentile(row.rounds.map((round) => round.layout), 0.5);
const task = (row: Row): number => percentile(row.rounds.map((round) => round.task), 0.5);
const paint = (row: Row): number => percentile(paintsOf(row), 0.5);
const paintsOf = (row: Row): number[] => row.rounds.flatMap((round) => round.paints);
