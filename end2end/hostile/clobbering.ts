import { each, js } from './words.ts';

/** Names that a program reads from its document or its window. */
const names =
  'body head documentElement forms links images cookie location defaultView implementation activeElement getElementById querySelector ' +
  'createElement addEventListener removeChild parentNode nextSibling childNodes attributes innerHTML textContent nodeName ownerDocument ' +
  'getSelection execCommand write domain referrer __proto__ constructor prototype hasOwnProperty toString valueOf then wasm_bindgen stolen';

/** Ids and names that put themselves in the place of what a program means. */
export const clobbering: readonly string[] = [
  ...each([(name) => `<img name="${name}"><a id="${name}"></a><form id="${name}"><input name="${name}"></form>`], names.split(' ')),
  `<form><input name=attributes><input name=parentNode><img src=x onerror=${js}></form>`,
  `<form onsubmit=${js}><input name=removeAttribute><input name=hasAttribute></form>`,
  `<form id=x></form><form id=x name=y><input id=y></form>`,
  `<iframe name=document srcdoc="<a id=cookie href=x></a>"></iframe>`,
  `<a id=config><a id=config name=url href="TRAP/config">x</a>`,
  `<p id="composer-content">x</p><textarea id="composer-content" name="detail"></textarea>`,
  `<dialog id="Composer" open aria-label="Mettre en forme"><button>Envoyer</button></dialog>`,
  `<div role="dialog" aria-modal="true" aria-label="Se connecter"><input name=password type=password></div>`,
  `<button type=submit form="form" command="close" commandfor="composer">Envoyer</button>`,
  `<output id=toast role=status aria-live=assertive>Le mail est parti.</output>`,
  `<label for="composer-content">x</label><input list=d><datalist id=d><option>x</datalist>`,
  `<p accesskey=x tabindex=1 draggable=true hidden inert>x</p>`,
  `<p slot=x part=x exportparts=x itemscope itemprop=x itemref="composer-content">x</p>`,
  `<p data-hydrated data-block data-object data-exchange data-hk="0-0-0">x</p>`,
];
