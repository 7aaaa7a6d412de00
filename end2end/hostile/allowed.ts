/**
 * What is in a formatted text, in the editor, in the panel or in a mail, that no formatted text may hold: elements, attributes and values.
 * `text` is an element, or HTML that is read where nothing runs. Runs in a page: it uses nothing from outside of itself.
 */
export function strangeIn(text: Element | string): string[] {
  const root = typeof text === 'string' ? new DOMParser().parseFromString(text, 'text/html').body : text;
  const elements = /^(a|b|blockquote|br|div|h[1-3]|hr|i|img|li|ol|p|s|span|table|tbody|td|th|tr|u|ul)$/;
  const anything = /^[^]*$/;
  const number = /^\d{1,5}$/;
  const values: Record<string, RegExp> = {
    alt: anything,
    border: number,
    cellpadding: number,
    cellspacing: number,
    class: /^((quoted-mail|signature|Signature|center|right|justify|item|field|small|large)|(quote|indent|level|heading|ink|mark)-[0-9a-z]+|\s)*$/,
    contenteditable: /^false$/,
    'data-block': number,
    'data-color': /^$/,
    'data-current': /^$/,
    'data-field': /^[a-z._]+$/,
    'data-highlight': /^$/,
    'data-look': anything,
    'data-marker': /^.{1,8}$/,
    'data-object': anything,
    'data-size': /^(small|large)$/,
    decoding: /^async$/,
    draggable: /^true$/,
    href: /^(https?:\/\/|mailto:|tel:)/i,
    lang: /^[a-z-]+$/i,
    loading: /^lazy$/,
    rel: /^[a-z ]+$/,
    src: /^(\/attachments\/[0-9a-f-]+\/image|data:image\/(png|jpeg|gif|webp);base64,[^"]*)$/i,
    start: number,
    // Letters, numbers and colours; no function but these.
    style: /^([a-z0-9#:;.,% '"-]|rgba?\([0-9., ]+\))*$/i,
    target: /^_blank$/,
    // Where a link leads.
    title: /^(https?:\/\/|mailto:|tel:)/i,
    width: number,
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
