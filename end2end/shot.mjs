import { chromium } from '@playwright/test';
const [,, base, out] = process.argv;
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu'] });
for (const [w,h,scheme] of [[1440,900,'light'],[1440,900,'dark'],[820,1180,'light'],[390,844,'dark']]) {
  const c = await b.newContext({ viewport: { width: w, height: h }, colorScheme: scheme, hasTouch: w<1000, isMobile: w<600, locale:'fr-FR' });
  const p = await c.newPage();
  p.on('console', m => { if (m.type()==='error') console.log('console', m.text().slice(0,200)); });
  p.on('pageerror', e => console.log('pageerror', String(e).slice(0,300)));
  await p.goto(base + '/login'); await p.getByLabel('Adresse e-mail').fill('demo@example.org'); await p.getByLabel('Mot de passe').fill('demonstration'); await p.getByRole('button', { name: 'Se connecter' }).click();
  await p.waitForURL(u => !u.pathname.includes('login'));
  await p.goto(base + '/dits/DIT-2026-0001?panel=exchanges'); await p.waitForSelector('html[data-hydrated]');
  await p.getByRole('button', { name: 'Message transmis' }).click();
  await p.getByRole('textbox', { name: 'Détail' }).fill('Bonjour,\n\nNous passerons demain matin.\n\nCordialement');
  await p.getByRole('button', { name: "Mettre en forme avant d'envoyer" }).click();
  const box = p.getByRole('textbox', { name: 'Contenu' }); await box.waitFor();
  await p.waitForTimeout(2500); await p.screenshot({ path: `${out}-${w}-${scheme}-open.png` });
  await box.click(); await p.keyboard.press('Control+End'); await p.keyboard.press('Enter'); await p.keyboard.type('- premier point'); await p.keyboard.press('Enter'); await p.keyboard.type('deuxième point'); await p.keyboard.press('Control+a'); await p.keyboard.press('Control+b');
  await p.waitForTimeout(500);
  console.log(w, await box.evaluate(e => e.outerHTML.slice(0, 900)));
  await p.screenshot({ path: `${out}-${w}-${scheme}.png` });
  await c.close();
}
await b.close();
