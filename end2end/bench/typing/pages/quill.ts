import Quill from 'quill';
import 'quill/dist/quill.snow.css';
import { place, ready, text } from './page.ts';

const quill = new Quill(place, { theme: 'snow' });
quill.clipboard.dangerouslyPasteHTML(text);
ready(quill.root);
