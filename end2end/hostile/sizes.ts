import { js } from './words.ts';

const nested = 'div blockquote ul ol table b font a span p svg math section x-y form select object template details'.split(' ');

/** Inputs that are dangerous by their size: as deep, as wide or as long as a clipboard can make them. */
export function sizes(): string[] {
  const deep = nested.map((name) => `${`<${name}>`.repeat(10_000)}fond`);
  return [
    ...deep,
    `${'<ul><li>a'.repeat(5_000)}`,
    `${'<table><tr><td>a'.repeat(3_000)}`,
    `${'<blockquote><b><i>'.repeat(3_000)}a`,
    `${'</div>'.repeat(10_000)}a`,
    `${'<b>a</b><i>a</i>'.repeat(10_000)}`,
    `${'<p><b>'.repeat(300)}a`,
    `<p>${'é '.repeat(700_000)}</p>`,
    '<p>Une phrase assez longue pour une ligne de courrier.</p>'.repeat(36_000),
    `<p>${'<br>'.repeat(200_000)}</p>`,
    `<table border=1>${'<tr><td>a<td>b<td>c</tr>'.repeat(30_000)}</table>`,
    `<table border=1><tr>${'<td>a'.repeat(100_000)}</table>`,
    `<table border=1>${'<tr><td colspan=4000000000 rowspan=99999>a'.repeat(500)}</table>`,
    `<style>${'.a{color:red}'.repeat(100_000)}</style><p class=a>x</p>`,
    `<p style="${'color:red;'.repeat(150_000)}">x</p>`,
    `<p ${Array.from({ length: 60_000 }, (_, index) => `a${index}=x`).join(' ')}>x</p>`,
    `<p class="${'a '.repeat(700_000)}">x</p>`,
    `<a href="https://a.example/${'a'.repeat(1_900_000)}">x</a>`,
    `<img src="data:image/png;base64,${'A'.repeat(1_900_000)}">`,
    `<!--${'x'.repeat(1_900_000)}-->`,
    `${'&amp;'.repeat(380_000)}`,
    `${'<'.repeat(1_000_000)}`,
    `${`<img src=x onerror=${js}>`.repeat(40_000)}`,
    `${'a\u0301'.repeat(400_000)}`,
    `${'<ul><li>'.repeat(20)}${'<li>a'.repeat(40_000)}`,
    `<p>${'a'.repeat(1_900_000)}</p>`,
  ];
}
