/**
 * Arrow keys among the links of a figure, such as the cells of a matrix: one of them is reached by Tab, the others by arrows.
 * In: a drawing, keys. Out: the focus. Follows no link.
 */
import type { KeyboardEvent } from 'react';

/** What an arrow key moves along, and which way. */
const STEPS: Record<string, { along: 'x' | 'y'; sign: 1 | -1 }> = {
  ArrowLeft: { along: 'x', sign: -1 },
  ArrowRight: { along: 'x', sign: 1 },
  ArrowUp: { along: 'y', sign: -1 },
  ArrowDown: { along: 'y', sign: 1 },
};
/** A step aside costs as much as so many ahead: keys stay in a row or column as long as there is something in it. */
const ASIDE = 4;

/** Leaves one of the links for Tab. */
export function makeWalkable(drawing: SVGSVGElement): void {
  for (const [place, link] of drawing.querySelectorAll('a').entries()) setStop(link, place === 0);
}

/** Moves the focus to the nearest link in the direction of the key. */
export function walkLinks(event: KeyboardEvent<HTMLElement>): void {
  // Those are the browser's: back, to another tab, a selection.
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const step = STEPS[event.key];
  const from = event.target instanceof Element ? event.target.closest('a') : null;
  if (step === undefined || from === null) return;
  event.preventDefault();
  const aside = step.along === 'x' ? 'y' : 'x';
  const start = toMiddle(from);
  const reached = [...event.currentTarget.querySelectorAll('a')]
    .map((link) => {
      const middle = toMiddle(link);
      const ahead = step.sign * (middle[step.along] - start[step.along]);
      return { link, ahead, cost: ahead + ASIDE * Math.abs(middle[aside] - start[aside]) };
    })
    .filter(({ ahead }) => ahead > 1)
    .sort((a, b) => a.cost - b.cost);
  const next = reached[0]?.link;
  if (next === undefined) return;
  setStop(from, false);
  setStop(next, true);
  next.focus();
}

function setStop(link: Element, isStop: boolean): void {
  link.setAttribute('tabindex', isStop ? '0' : '-1');
}

function toMiddle(link: Element): { x: number; y: number } {
  const { left, right, top, bottom } = link.getBoundingClientRect();
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}
