import DOMPurify from 'dompurify';
import Squire from 'squire-rte';
import { place, ready, text } from './page.ts';

const squire = new Squire(place, {
  blockTag: 'P',
  sanitizeToDOMFragment: (html: string) => DOMPurify.sanitize(html, { RETURN_DOM_FRAGMENT: true }),
});
squire.setHTML(text);
ready(place);
