import 'trix';
import 'trix/dist/trix.css';
import { place, ready, text } from './page.ts';

interface TrixElement extends HTMLElement {
  editor: { loadHTML(html: string): void };
}

const element = document.createElement('trix-editor') as TrixElement;
element.addEventListener('trix-initialize', () => {
  element.editor.loadHTML(text);
  ready(element);
});
place.append(element);
