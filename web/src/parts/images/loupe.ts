/**
 * Magnifies pictures that stand side by side, all at the same place: press a picture and move over it, or by keys.
 * In: pointer and keys. Out: a style for what holds the pictures, handlers for each. Draws nothing.
 */
import { type CSSProperties, type PointerEvent, useState } from 'react';
import { type Key, useKeys } from '../keys/keys.js';

const MAGNIFICATION = 3;
/** Share of the picture that a key moves by. */
const STEP = 0.1;
const MIDDLE = { x: 0.5, y: 0.5 };

interface Point {
  x: number;
  y: number;
}

const toShare = (value: number) => Math.min(Math.max(value, 0), 1);

/** `toggle` magnifies the middle, or shows everything again. */
export function useLoupe() {
  const [point, setPoint] = useState<Point | null>(null);
  const toggle = () => setPoint((now) => (now === null ? MIDDLE : null));
  const move = (x: number, y: number) =>
    setPoint((now) => now && { x: toShare(now.x + x * STEP), y: toShare(now.y + y * STEP) });
  const arrows: Key[] = [
    { keys: 'shift+ArrowLeft', does: 'Move what is magnified', run: () => move(-1, 0) },
    { keys: 'shift+ArrowRight', run: () => move(1, 0) },
    { keys: 'shift+ArrowUp', run: () => move(0, -1) },
    { keys: 'shift+ArrowDown', run: () => move(0, 1) },
  ];
  useKeys(
    'Enlarged image',
    [{ keys: 'z', does: 'Magnify, or show everything', run: toggle }, ...(point === null ? [] : arrows)],
    { inDialog: true },
  );
  const { x, y } = point ?? MIDDLE;
  return {
    isMagnified: point !== null,
    toggle,
    style: {
      '--loupe-zoom': point === null ? 1 : MAGNIFICATION,
      '--loupe-at': `${x * 100}% ${y * 100}%`,
    } as CSSProperties,
    handlers: {
      onClick: (event: PointerEvent | React.MouseEvent) => {
        const place = toPlace(event);
        setPoint((now) => (now === null ? place : null));
      },
      onPointerMove: (event: PointerEvent) => {
        const place = toPlace(event);
        setPoint((now) => now && place);
      },
    },
  };
}

/** Where in its element an event is, as shares of its sides. */
function toPlace({ currentTarget, clientX, clientY }: React.MouseEvent): Point {
  const { left, top, width, height } = currentTarget.getBoundingClientRect();
  return { x: toShare((clientX - left) / width), y: toShare((clientY - top) / height) };
}
