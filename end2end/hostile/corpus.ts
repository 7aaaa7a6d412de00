import { characters } from './characters.ts';
import { clobbering } from './clobbering.ts';
import { handlers } from './handlers.ts';
import { addresses } from './links.ts';
import { markup } from './markup.ts';
import { office } from './office.ts';
import { resources } from './resources.ts';
import { scripts } from './scripts.ts';
import { sizes } from './sizes.ts';
import { styles } from './styles.ts';

/** What the inputs try. */
export const families = {
  scripts,
  handlers,
  addresses,
  resources,
  styles,
  markup,
  clobbering,
  office,
  characters,
} as const;

export type Family = keyof typeof families;

/** Where a parser stands changes what it makes of the same input: each input stands in one of these as well. */
const around = ['<table border=1><tr><td>', '<ul><li><b>', '<blockquote><a href="https://a.example">', '<table><tr>', '<h1><font color=red>'];

/** The inputs of a family. `trap` is the address that notes every request. */
export function corpus(family: Family, trap: string): string[] {
  const inputs = [...new Set(families[family])];
  const inside = inputs.map((input, index) => `${around[index % around.length]}${input}`);
  return [...inputs, ...inside].map((input) => armed(input, trap));
}

/** The inputs that are dangerous by their size, each with its number. */
export function large(trap: string): string[] {
  return sizes().map((input) => armed(input, trap));
}

function armed(input: string, trap: string): string {
  return input.replaceAll('TRAPHOST', new URL(trap).host).replaceAll('TRAP', trap);
}
