import { Editor } from '@tiptap/core';
import { StarterKit } from '@tiptap/starter-kit';
import { place, ready, text } from './page.ts';

const editor = new Editor({ element: place, extensions: [StarterKit], content: text });
ready(editor.view.dom);
