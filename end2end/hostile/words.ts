/**
 * What a script does when it runs: it leaves a mark. Without quotes, spaces or brackets, so that it fits everywhere.
 * `TRAP` and `TRAPHOST` stand for an address that notes every request.
 */
export const js = 'top.stolen=1';

/** The same by base64, for `data:` addresses: `<script>top.stolen=1</script>`. */
export const page64 = 'PHNjcmlwdD50b3Auc3RvbGVuPTE8L3NjcmlwdD4=';

/** Each value in each frame. */
export function each(frames: readonly ((value: string) => string)[], values: readonly string[]): string[] {
  return frames.flatMap((frame) => values.map(frame));
}
