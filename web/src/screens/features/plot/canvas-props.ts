/** What both ways of drawing the map take and tell. */
import type { Extent, Point, Points, View } from '../plane.js';
import type { PointColours } from '../point-colours.js';

export interface CanvasProps {
  /** What the map shows, in a sentence. */
  label: string;
  points: Points;
  extent: Extent;
  colours: PointColours;
  isShown: (place: number) => boolean;
  view: View;
  onView: (view: View) => void;
  area: readonly Point[] | null;
  /** Places of the points in the area. */
  inside: readonly number[];
  onArea: (area: Point[]) => void;
  /** The area while it is being circled, in the map's coordinates; null at its end. */
  onCircling: (area: readonly Point[] | null) => void;
  /** Dragging circles an area; with shift it does so without. */
  isLasso: boolean;
  /** Point under the pointer and the pixel that it is at; -1 for none. */
  onPoint: (place: number, pixel: Point) => void;
  onOpen: (place: number) => void;
  /** CSS pixels of the frame. */
  width: number;
  height: number;
}
