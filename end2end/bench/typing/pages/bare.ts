import { place, ready, text } from './page.ts';

place.contentEditable = 'true';
place.innerHTML = text;
ready(place);
