/**
 * A figure of the shared room, as wide as its place, in the colours of the page. Marks with an `href` channel are links
 * of the app: a click stays in it. What draws is loaded with the first figure.
 * In: a function from the plots and the look to a figure (keep it stable with useCallback), the numbers behind it.
 * Out: an SVG named by what it shows, and a menu that saves the figure.
 */
import { Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type MouseEvent, useEffect, useMemo, useRef } from 'react';
import { IS_STATIC } from '../../api.js';
import { type BuildFigure, loadPlots, toPageLook } from './drawn-figure.js';
import { type FigureContent, FigureMenu } from './figure-menu.js';
import { makeWalkable, walkLinks } from './link-walk.js';
import styles from './plot-figure.module.css';

/** In pixels, until it is known how high the figure is. */
const USUAL_HEIGHT = 300;

/** In pixels. No figure fits into less; a place is so narrow only while the page is being laid out anew. */
const LEAST_WIDTH = 120;

export function PlotFigure(props: {
  build: BuildFigure;
  /** Absent: the figure is saved from elsewhere. */
  content?: FigureContent;
  /** Its links are many: arrow keys walk among them. */
  isWalkable?: boolean;
}) {
  const { build, content, isWalkable = false } = props;
  const { ref, width } = useElementSize();
  const stage = useRef<HTMLDivElement>(null);
  const router = useRouter();
  const { data: plots } = useQuery({ queryKey: ['plots'], queryFn: loadPlots });
  const figure = useMemo(
    () => (plots === undefined || width < LEAST_WIDTH ? null : build(plots, toPageLook(width))),
    [plots, build, width],
  );

  useEffect(() => {
    if (plots === undefined || figure === null) return;
    const drawing = plots.drawFigure(figure, document);
    hideSilentMarks(drawing);
    if (isWalkable) makeWalkable(drawing);
    stage.current?.replaceChildren(drawing);
    return () => drawing.remove();
  }, [plots, figure, isWalkable]);

  const follow = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const address = link.getAttribute('href') ?? link.getAttributeNS('http://www.w3.org/1999/xlink', 'href');
    // In a static copy pages are behind the #.
    if (address !== null) router.history.push(IS_STATIC ? address.replace(/^[^#]*#/, '') : address);
  };

  return (
    <figure
      className={styles.figure}
      aria-label={figure === null ? undefined : `${figure.title}. ${figure.description}`}
      aria-busy={figure === null}
      ref={ref}
    >
      {figure === null ? <Skeleton height={USUAL_HEIGHT} /> : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the links inside take the keyboard. */}
      <div
        ref={stage}
        onClick={follow}
        onKeyDown={isWalkable ? walkLinks : undefined}
        style={{ minHeight: figure?.options.height ?? 0 }}
      />
      {content && <FigureMenu content={content} build={build} width={width} />}
    </figure>
  );
}

/** Marks are lines and text without context when read aloud; the figure's label says what they show. Links stay. */
function hideSilentMarks(drawing: SVGSVGElement): void {
  drawing.querySelector('title')?.remove();
  for (const mark of drawing.children) {
    if (mark.querySelector('a') === null) mark.setAttribute('aria-hidden', 'true');
    else mark.setAttribute('role', 'group');
  }
}
