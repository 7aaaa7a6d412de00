/**
 * What is in a formatted text, in the editor, in the panel or in a mail, that no formatted text may hold: elements, attributes and values, each
 * with what it stands in. Runs in the page: it uses nothing from outside of itself.
 */
export function strangeIn(root: Element): string[] {
  const elements = /^(a|b|blockquote|br|div|h[1-3]|hr|i|img|li|ol|p|s|span|table|tbody|td|th|tr|u|ul)$/;
  const color = '(#[0-9a-f]{3,8}|rgba?\\([0-9., ]+\\)|transparent|[a-z]+)';
  const length = '-?[0-9.]+(px|pt|em|%)?';
  const values: Record<string, RegExp> = {
    align: /^(left|center|right|justify)$/,
    alt: /^[^]*$/,
    bgcolor: new RegExp(`^${color}$`),
    border: /^\d$/,
    cellpadding: /^\d+$/,
    cellspacing: /^\d+$/,
    class: /^(Signature|Prose|center|right|justify|item|field|small|large|(quote|indent|level|color|highlight)-[0-9a-z]+|\s)*$/,
    colspan: /^\d+$/,
    contenteditable: /^false$/,
    'data-block': /^\d+$/,
    'data-field': /^[a-z._]*$/,
    'data-look': /^[^]*$/,
    'data-marker': /^[^]{0,8}$/,
    'data-object': /^[^]*$/,
    'data-size': /^(small|large)$/,
    dir: /^(auto|ltr|rtl)$/,
    draggable: /^(true|false)$/,
    height: /^\d+$/,
    href: /^(https?:\/\/|mailto:|tel:)[^]*$/i,
    lang: /^[a-z-]+$/i,
    loading: /^lazy$/,
    rel: /^[a-z ]+$/,
    rowspan: /^\d+$/,
    src: /^\/(attachments|files|images)\/[0-9a-z/-]+$/i,
    start: /^\d+$/,
    style: new RegExp(`^(\\s*[a-z-]+:\\s*((${color}|${length}|[a-z0-9-]+|'[a-z ]+'|"[a-z ]+")[ ,]*)+(;|$))*\\s*$`, 'i'),
    target: /^_blank$/,
    type: /^[1aAiI]|disc|circle|square$/,
    valign: /^(top|middle|bottom)$/,
    width: /^\d+%?$/,
  };
  const found: string[] = [];
  for (const element of root.querySelectorAll('*')) {
    const name = element.localName;
    if (!elements.test(name) || element.namespaceURI !== 'http://www.w3.org/1999/xhtml') found.push(`<${name}>`);
    for (const { name: attribute, value } of element.attributes) {
      if (!(values[attribute]?.test(value) ?? false)) found.push(`<${name} ${attribute}="${value.slice(0, 200)}">`);
    }
  }
  return found;
}
