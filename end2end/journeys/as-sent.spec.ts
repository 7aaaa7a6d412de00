import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from '@playwright/test';
import { expectNoViolations } from '../support/axe.ts';
import { replaceNewestMail } from '../support/database.ts';
import { act, dialog, enterPanel, exchanges, form, button, tabTo } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const dit = 'DIT-2026-0001';

/** Sends a mail and opens the details of its exchange. */
async function sendMail(page: Page): Promise<Locator> {
  const panel = await enterPanel(page, dit);
  await button(panel, 'Message transmis').click();
  await form.subject(panel).fill('Votre rendez-vous');
  await form.detail(panel).fill('Bonjour,\n\nNous passons mardi à 9 h.');
  await form.sendByMail(panel).check();
  await form.saveAndSend(panel).click();
  const exchange = exchanges(panel, 'Nous passons mardi');
  await expect(exchange).toHaveCount(1);
  await expect(exchange.locator('[data-mail-state="accepted"]')).toBeVisible({ timeout: 20_000 });
  return exchange;
}

async function openDetails(page: Page, exchange: Locator): Promise<Locator> {
  await act(exchange, 'Détails');
  const details = dialog(page, /Historique/);
  await expect(details).toBeVisible();
  await expect(details.getByText('Mail tel qu’il est parti', { exact: true })).toBeVisible();
  await expect(details.locator('.AsSent-header')).toBeVisible();
  // Above the page, which cannot be reached meanwhile.
  expect(await details.evaluate((element) => element.matches(':modal'))).toBe(true);
  return details;
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, { tag: '@every-size' }, () => {
    test.use({ colorScheme });

    test('a mail is read as it left', async ({ page, smtp }) => {
      const details = await openDetails(page, await sendMail(page));
      await expect(details.getByText('Message-ID')).toBeVisible();
      await expect(details.locator('.AsSent-header')).toContainText('Votre rendez-vous');
      await expect(details.locator('.AsSent-header')).toContainText('contact1@client.example');
      const frame = details.frameLocator('iframe');
      await expect(frame.getByText('Nous passons mardi à 9 h.')).toBeVisible();
      await expectNoViolations(page, 'details, formatted');
      await details.getByText('Texte seul', { exact: true }).click();
      await expect(details.getByRole('region', { name: 'Texte seul' })).toContainText('Nous passons mardi à 9 h.');
      await expectNoViolations(page, 'details, text');
      const history = details.locator('.AsSent-recipient');
      await expect(history).toHaveCount(1);
      await expect(history).toContainText('remis au serveur');
      await expect(history).toContainText('1 essai');
      const link = details.getByRole('link', { name: /eml/i });
      const file = await page.request.get((await link.getAttribute('href')) ?? '');
      expect(file.headers()['content-type']).toBe('message/rfc822');
      expect((await file.body()).equals(smtp.mails[0]?.raw ?? Buffer.alloc(0))).toBe(true);
    });
  });
}

test('the copy needs no mouse', async ({ page }) => {
  const details = await openDetails(page, await sendMail(page));
  await tabTo(page, details.getByRole('radio', { name: 'Mis en forme' }));
  await page.keyboard.press('ArrowRight');
  await expect(details.getByRole('region', { name: 'Texte seul' })).toBeVisible();
  await tabTo(page, details.getByRole('link', { name: /eml/i }));
  await page.keyboard.press('Escape');
  await expect(details).toBeHidden();
});

/** What a hostile mail may hold; `trap` is an address that notes every request. */
function vectors(trap: string): string[] {
  return [
    `<script>fetch('${trap}/1');top.stolen=1</script>`,
    `<script src="${trap}/2"></script>`,
    `<scr<script>ipt>fetch('${trap}/3')</script>`,
    `<img src="${trap}/4">`,
    `<img src=x onerror="fetch('${trap}/5')">`,
    `<img srcset="${trap}/6 1x, ${trap}/6b 2x">`,
    `<picture><source srcset="${trap}/7"><img src="${trap}/7b"></picture>`,
    `<svg onload="fetch('${trap}/8')"><image href="${trap}/8b"/></svg>`,
    `<svg><script>fetch('${trap}/9')</script></svg>`,
    `<svg><animate onbegin="fetch('${trap}/10')" attributeName="x" dur="1s"/></svg>`,
    `<svg><use href="${trap}/11#a"/></svg>`,
    `<math><mtext><style><img src=x onerror="fetch('${trap}/12')"></style></mtext></math>`,
    `<iframe src="${trap}/13"></iframe>`,
    `<iframe srcdoc="<script>top.stolen=1;fetch('${trap}/14')</script>"></iframe>`,
    `<frameset><frame src="${trap}/15"></frameset>`,
    `<object data="${trap}/16"></object>`,
    `<embed src="${trap}/17">`,
    `<applet code="x" archive="${trap}/18"></applet>`,
    `<link rel="stylesheet" href="${trap}/19">`,
    `<link rel="preload" as="image" href="${trap}/20"><link rel="dns-prefetch" href="${trap}">`,
    `<style>@import '${trap}/21';</style>`,
    `<style>body{background:url(${trap}/22)}</style>`,
    `<style>@font-face{font-family:x;src:url(${trap}/23)}*{font-family:x}</style>`,
    `<p style="background-image:url('${trap}/24')">x</p>`,
    `<p style="background:u\\72l(${trap}/25)">x</p>`,
    `<p style="background:image-set('${trap}/26' 1x)">x</p>`,
    `<table background="${trap}/27"><tr><td background="${trap}/27b">x</td></tr></table>`,
    `<body background="${trap}/28" onload="fetch('${trap}/28b')">`,
    `<meta http-equiv="refresh" content="0;url=${trap}/29">`,
    `<meta http-equiv="Content-Security-Policy" content="default-src *">`,
    `<base href="${trap}/30/" target="_top">`,
    `<form action="${trap}/31" id="f"><input name="a" autofocus onfocus="fetch('${trap}/31b')"><button>envoyer</button></form>`,
    `<button form="f" formaction="${trap}/32">ailleurs</button>`,
    `<video src="${trap}/33" poster="${trap}/33b" autoplay></video>`,
    `<audio src="${trap}/34" autoplay></audio>`,
    `<video><source onerror="fetch('${trap}/35')"></video>`,
    `<details open ontoggle="fetch('${trap}/36')"><summary>x</summary></details>`,
    `<marquee onstart="fetch('${trap}/37')">x</marquee>`,
    `<input type="image" src="${trap}/38">`,
    `<noscript><p title="</noscript><img src='${trap}/39'>">`,
    `<template><img src="${trap}/40"></template>`,
    `<!--><img src="${trap}/41">-->`,
    `<![CDATA[><img src="${trap}/42">]]>`,
    `<textarea></textarea><img src="${trap}/43">`,
    `<title></title><img src="${trap}/44">`,
    `<xmp></xmp><img src="${trap}/45">`,
    `<img src="cid:x" onload="fetch('${trap}/46')">`,
    `<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='fetch(&quot;${trap}/47&quot;)'/>">`,
    `<div style="width:expression(fetch('${trap}/48'))">x</div>`,
    `<x-widget onclick="fetch('${trap}/49')" style="position:fixed;inset:0">x</x-widget>`,
    `<a href="${trap}/50" ping="${trap}/50b" class="lead">lien</a>`,
    `<a href="${trap}/51" target="_top" class="lead">lien</a>`,
    `<a href="${trap}/52" target="_blank" class="lead">lien</a>`,
    `<a href="javascript:top.stolen=1;fetch('${trap}/53')" class="lead">lien</a>`,
    `<a href="/dits/DIT-2026-0002" target="_self" class="lead">lien</a>`,
    `<a href="/logout" class="lead">lien</a>`,
    `<map name="m"><area shape="default" href="${trap}/54"></map><img usemap="#m" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="carte">`,
    `<plaintext>`,
  ];
}

test('a hostile mail shows its text, and runs, fetches and opens nothing', async ({ page, server }) => {
  // More than fifty mails are opened one after the other.
  test.setTimeout(300_000);
  const trapped: string[] = [];
  const trap = createServer((request, response) => {
    trapped.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((listening) => trap.listen(0, '127.0.0.1', () => listening()));
  const hostile = vectors(`http://127.0.0.1:${(trap.address() as AddressInfo).port}`);
  expect(hostile.length).toBeGreaterThan(50);

  const exchange = await sendMail(page);
  const asked: string[] = [];
  page.on('dialog', (opened) => void opened.dismiss().then(() => asked.push('a dialog')));
  page.on('popup', (opened) => asked.push(`a window: ${opened.url()}`));
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  for (const [number, vector] of hostile.entries()) {
    await test.step(vector.slice(0, 60), async () => {
      asked.length = 0;
      await replaceNewestMail(server, message(`<p>avant ${number}</p>${vector}<p>après ${number}</p>`));
      const details = await openDetails(page, exchange);
      const address = page.url();
      const frame = details.frameLocator('iframe');
      await expect(frame.getByText(`avant ${number}`, { exact: true })).toBeVisible();
      for (const link of await frame.locator('a, area, button').all()) await link.click({ force: true });
      await expect(frame.locator('script, iframe, object, embed, form, base, meta[http-equiv], link, svg')).toHaveCount(0);
      await expect(frame.getByText(`avant ${number}`, { exact: true })).toBeVisible();
      expect(page.url()).toBe(address);
      const expected = /^\/(api\/(sent_mail|versions|exchange|exchanges|session)|exchanges\/[0-9a-f-]+\/mail\.html)$/;
      expect(asked.filter((request) => !expected.test(request))).toEqual([]);
      const served = await (await page.request.get((await details.locator('iframe').getAttribute('src')) ?? '')).text();
      expect(served).not.toMatch(/<script|<[^>"]*\s(on[a-z]+|href|srcset|action|formaction|background|poster|data|ping)\s*=/i);
      await button(details, 'Fermer').click();
      await expect(details).toBeHidden();
    });
  }
  expect(trapped).toEqual([]);
  expect(await page.evaluate(() => 'stolen' in window)).toBe(false);
  await new Promise((closed) => trap.close(closed));
});

/** A mail with this HTML, spelled so that nothing in it can end the message early. */
function message(html: string): string {
  const encoded = Buffer.from(html).toString('base64').replace(/.{76}/g, '$&\r\n');
  return [
    'From: demo@example.org',
    'To: contact1@client.example',
    'Subject: hostile',
    'Message-ID: <hostile@example.org>',
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    encoded,
    '',
  ].join('\r\n');
}
