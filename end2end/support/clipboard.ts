import type { Locator } from '@playwright/test';

/** Pastes HTML into a field as if it came from another program. */
export async function pasteHtml(field: Locator, html: string): Promise<void> {
  await field.evaluate((element, html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/html', html);
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    element.dispatchEvent(paste);
  }, html);
}

/** Pastes a file into a field, as a picture is pasted. */
export async function pasteFile(field: Locator, name: string, type: string, bytes: Buffer): Promise<void> {
  const file = { name, type, base64: bytes.toString('base64') };
  await field.evaluate((element, { name, type, base64 }) => {
    const clipboardData = new DataTransfer();
    const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    clipboardData.items.add(new File([content], name, { type }));
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    element.dispatchEvent(paste);
  }, file);
}
