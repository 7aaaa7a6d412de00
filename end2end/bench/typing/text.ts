const words =
  'bonjour nous avons bien reçu votre message et le technicien passera jeudi matin pour remplacer le brûleur de la chaudière ' +
  'merci de laisser le local ouvert le devis est joint à ce courrier avec les photos prises lors de la dernière visite';

/** A paragraph in HTML, of about two hundred characters, some of them bold. */
function paragraph(index: number): string {
  const list = words.split(' ');
  const turned = [...list.slice(index % list.length), ...list.slice(0, index % list.length)].slice(0, 35);
  const [start, bold, end] = [turned.slice(0, 8), turned.slice(8, 11), turned.slice(11)];
  return `<p>${index + 1} ${start.join(' ')} <b>${bold.join(' ')}</b> ${end.join(' ')}.</p>`;
}

/** A text of this many paragraphs. */
export function textOf(paragraphs: number): string {
  return Array.from({ length: paragraphs }, (_, index) => paragraph(index)).join('');
}
