/** Where the editor of this page is made. */
export const place = document.querySelector<HTMLElement>('#place')!;

/** What it is to hold, in HTML. */
export const text = document.querySelector('template')!.innerHTML;

/** Names the element that is typed into: its children are the paragraphs. */
export function ready(editable: Element | null): void {
  if (editable === null) throw new Error('no editable element');
  editable.setAttribute('data-editable', '');
}
