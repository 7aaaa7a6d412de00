import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { textOf } from './text.ts';

/** The editors beside ours; each has a module in `pages/`. The first is what a browser does alone. */
export const rivals = [
  { name: 'bare contenteditable', module: 'bare', isEditor: false },
  { name: 'bare with content-visibility', module: 'bare-auto', isEditor: false },
  { name: 'Squire with DOMPurify', module: 'squire', isEditor: true },
  { name: 'Trix', module: 'trix', isEditor: true },
  { name: 'Quill', module: 'quill', isEditor: true },
  { name: 'Tiptap with StarterKit', module: 'tiptap', isEditor: true },
  { name: 'Lexical with rich text', module: 'lexical', isEditor: true },
] as const;

export interface RivalSite {
  readonly url: string;
  /** Bytes of the script of a module, minified and in brotli. */
  weight(module: string): number;
  stop(): Promise<void>;
}

/** Serves a page for each rival and size on the loopback interface: `/quill/200`. */
export async function serveRivals(): Promise<RivalSite> {
  const files = await bundle();
  const server = createServer((request, response) => {
    const [, module = '', rest = ''] = (request.url ?? '').split('/');
    const file = files.get(module);
    if (file !== undefined) {
      response.setHeader('content-type', module.endsWith('.css') ? 'text/css' : 'text/javascript');
      response.end(file);
    } else if (files.has(`${module}.js`)) {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(page(module, files.has(`${module}.css`), Number(rest)));
    } else {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    weight: (module) => brotliCompressSync(files.get(`${module}.js`) ?? Buffer.alloc(0)).length,
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
}

/** The modules and style sheets by their names, as they would be released. */
async function bundle(): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: rivals.map(({ module }) => join(import.meta.dirname, 'pages', `${module}.ts`)),
    outdir: '/',
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    define: { 'process.env.NODE_ENV': '"production"' },
    conditions: ['production'],
    legalComments: 'none',
    logLevel: 'error',
  });
  return new Map(outputFiles.map(({ path, contents }) => [path.slice(1), contents]));
}

/** Each gets the measures that ours has in its dialog: what is laid out and painted must be as much. */
function page(module: string, hasStyle: boolean, paragraphs: number): string {
  return `<!doctype html><html lang="fr"><meta charset="utf-8"><title>${module}</title><link rel="icon" href="data:,">
${hasStyle ? `<link rel="stylesheet" href="/${module}.css">` : ''}
<style>
  body { margin: 40px; font: 16px/1.5 system-ui, sans-serif }
  main { width: 720px; height: 700px; overflow-y: auto; border: 1px solid #888 }
  #place { min-height: 100% }
</style>
<main><div id="place"></div></main>
<template>${textOf(paragraphs)}</template>
<script type="module" src="/${module}.js"></script></html>`;
}
