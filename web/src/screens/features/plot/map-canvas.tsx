/**
 * Up to a hundred thousand points in a frame that is moved by dragging, wheel, two fingers and keys, and in which an area can be
 * circled; close enough, pictures stand for points. In: points, their colours, the view, the area. Out: the next view or area, the
 * point under the pointer. Keeps none of them.
 */
import { Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type PointerEvent, useCallback, useMemo, useRef, useState } from 'react';
import { formatQuantity } from '../../../../../src/words/index.js';
import { createSight, type Point } from '../plane.js';
import type { CanvasProps } from './canvas-props.js';
import { FlatCanvas } from './flat-canvas.js';
import { GlCanvas } from './gl-canvas.js';
import classes from './map-canvas.module.css';
import { MapPictures } from './map-pictures.js';
import { LEAST_DRAG, measure, toPixel } from './pointer.js';
import { chooseThumbnails, findThumbnail } from './thumbnails.js';
import { useCircledCount } from './use-circled-count.js';

export interface MapCanvasProps extends Omit<CanvasProps, 'width' | 'height' | 'onCircling'> {
  /** Image of each point. */
  images: readonly number[];
  /** Place of the point that is chosen; -1 for none. */
  chosen: number;
}

export function MapCanvas({ images, chosen, ...props }: MapCanvasProps) {
  const { points, extent, colours, isShown, view, isLasso, onOpen } = props;
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const [isFlat, setFlat] = useState(false);
  const drawFlat = useCallback(() => setFlat(true), []);
  const [circledCount, onCircling] = useCircledCount(points, isShown);
  const sight = useMemo(() => createSight(extent, view, width, height), [extent, view, width, height]);
  const thumbnails = useMemo(
    () => chooseThumbnails(points, isShown, view.zoom, sight),
    [points, isShown, view.zoom, sight],
  );
  const pointer = useRef<{ pressed: Point; now: Point }>({ pressed: [0, 0], now: [0, 0] });
  const followPointer = (event: PointerEvent) => {
    const now = toPixel(event);
    pointer.current = { pressed: event.type === 'pointerdown' ? now : pointer.current.pressed, now };
  };
  /** A click on a picture means its image, whichever point is nearest. */
  const openPicture = () => {
    const { pressed, now } = pointer.current;
    const isDrag = measure(pressed, now) >= LEAST_DRAG;
    const picture = isDrag || isLasso ? null : findThumbnail(thumbnails, now);
    if (picture !== null) onOpen(picture.place);
  };
  const drawn = {
    ...props,
    width,
    height,
    onCircling,
    onOpen: (place: number) => onOpen(findThumbnail(thumbnails, pointer.current.now)?.place ?? place),
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the canvas in it takes the keys; its images are reached by the rankings, too.
    <div
      ref={ref}
      className={classes.frame}
      onPointerDown={followPointer}
      onPointerMove={followPointer}
      onClick={openPicture}
    >
      {isFlat ? <FlatCanvas {...drawn} sight={sight} /> : <GlCanvas {...drawn} onUnable={drawFlat} />}
      <MapPictures {...{ points, images, chosen, colours, sight, thumbnails }} />
      {circledCount !== null && (
        <Text size="sm" className={classes.note} role="status">
          {formatQuantity(circledCount, 'image')} so far
        </Text>
      )}
    </div>
  );
}
