import { createEmptyHistoryState, registerHistory } from '@lexical/history';
import { registerRichText } from '@lexical/rich-text';
import { $createParagraphNode, $createTextNode, $getRoot, createEditor } from 'lexical';
import { place, ready, text } from './page.ts';

place.contentEditable = 'true';
const editor = createEditor({ onError: (error) => console.error(error) });
editor.setRootElement(place);
registerRichText(editor);
registerHistory(editor, createEmptyHistoryState(), 300);
editor.update(
  () => {
    const paragraphs = [...new DOMParser().parseFromString(text, 'text/html').body.children];
    $getRoot()
      .clear()
      .append(...paragraphs.map(paragraph));
  },
  { discrete: true },
);
ready(place);

function paragraph(element: Element) {
  const runs = [...element.childNodes].map((node) => {
    const run = $createTextNode(node.textContent ?? '');
    return node.nodeName === 'B' ? run.setFormat('bold') : run;
  });
  return $createParagraphNode().append(...runs);
}
