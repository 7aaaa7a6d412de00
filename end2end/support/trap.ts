import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Trap {
  /** Its address, without a slash at the end. */
  readonly url: string;
  /** The paths that were asked for. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** A server of somebody else, which notes every request; `page` is what it answers. */
export async function setTrap(page = ''): Promise<Trap> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('content-type', 'text/html');
    response.end(page);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
