import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

/** WCAG 2.2, levels A and AA, and the rules of good practice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Checks the page as it is shown now; `state` names it when it fails. */
export async function expectNoViolations(page: Page, state: string): Promise<void> {
  await finishAnimations(page);
  // By the debugger, so that the page's content security policy stays as it is.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async (runOnly) => {
    const result = await (window as unknown as { axe: typeof axe }).axe.run(document, { runOnly });
    return result.violations.map((violation) => ({
      rule: violation.id,
      help: violation.help,
      nodes: violation.nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    }));
  }, tags);
  expect(violations, state).toEqual([]);
}

/** A colour on its way from one value to another would be measured half-way. */
async function finishAnimations(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
    }
  });
}
