/**
 * Where the names of points go so that none lies over another name or point.
 * In: points and their names in pixels, the frame. Out: a place for each name that fits; the others get none.
 */

export interface NamedPoint {
  x: number;
  y: number;
  name: string;
}

export interface LabelPlace {
  /** Place of the point among those given. */
  index: number;
  /** From the point to where the text is anchored, in pixels; y is the middle of the line. */
  dx: number;
  dy: number;
  anchor: 'start' | 'middle' | 'end';
}

export interface LabelFrame {
  left: number;
  right: number;
  top: number;
  bottom: number;
  fontSize: number;
  /** Of the points. */
  radius: number;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Mean width of a character as a share of the font size, for sans-serif text. */
const CHARACTER_WIDTH = 0.58;
const GAP = 4;

/** Places names in the order given: right of the point, else left, above or below. */
export function placeLabels(points: readonly NamedPoint[], frame: LabelFrame): LabelPlace[] {
  const taken: Box[] = points.map(({ x, y }) => toBox(x, y, 2 * frame.radius, 2 * frame.radius));
  return points.flatMap(({ x, y, name }, index): LabelPlace[] => {
    const width = [...name].length * frame.fontSize * CHARACTER_WIDTH;
    const height = frame.fontSize * 1.1;
    const aside = frame.radius + GAP;
    const above = frame.radius + height / 2 + 1;
    const choices: Omit<LabelPlace, 'index'>[] = [
      { dx: aside, dy: 0, anchor: 'start' },
      { dx: -aside, dy: 0, anchor: 'end' },
      { dx: 0, dy: -above, anchor: 'middle' },
      { dx: 0, dy: above, anchor: 'middle' },
    ];
    for (const choice of choices) {
      const shift = { start: width / 2, middle: 0, end: -width / 2 }[choice.anchor];
      const box = toBox(x + choice.dx + shift, y + choice.dy, width, height);
      const own = taken[index]!;
      if (!isInside(box, frame) || taken.some((other) => other !== own && overlaps(box, other))) continue;
      taken.push(box);
      return [{ index, ...choice }];
    }
    return [];
  });
}

function toBox(x: number, y: number, width: number, height: number): Box {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

function isInside(box: Box, frame: Box): boolean {
  return (
    box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom
  );
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
