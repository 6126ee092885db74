/**
 * A figure by Observable Plot, as wide as its place, in the colours of the page. Marks with an `href` channel are links
 * of the app: a click stays in it. Plot is loaded with the first figure.
 * In: a label, a function from Plot and the width to Plot's options (keep it stable with useCallback), the numbers behind it.
 * Out: an SVG, and a menu that saves the figure.
 */
import { Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type MouseEvent, type ReactNode, useEffect, useRef } from 'react';
import { type DrawFigure, drawFigure, type FigureHeight, toHeight } from './drawn-figure.js';
import { type FigureContent, FigureMenu } from './figure-menu.js';
import styles from './plot-figure.module.css';

export function PlotFigure(props: {
  /** What the figure shows, in a sentence with its main finding. */
  label: string;
  draw: DrawFigure;
  height: FigureHeight;
  /** Above the figure, in files as well. */
  legend?: ReactNode;
  /** Absent: the figure is saved from elsewhere. */
  content?: FigureContent;
}) {
  const { label, draw, legend, content } = props;
  const { ref, width } = useElementSize();
  const height = toHeight(props.height, width);
  const stage = useRef<HTMLDivElement>(null);
  const legendFrame = useRef<HTMLDivElement>(null);
  const router = useRouter();
  const { data: plot } = useQuery({
    queryKey: ['plot'],
    queryFn: () => import('@observablehq/plot'),
  });

  useEffect(() => {
    if (plot === undefined || width === 0) return;
    const figure = drawFigure(plot, draw, { width, height });
    hideSilentMarks(figure);
    stage.current?.replaceChildren(figure);
    return () => figure.remove();
  }, [plot, draw, width, height]);

  const follow = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const address = link.getAttribute('href') ?? link.getAttributeNS('http://www.w3.org/1999/xlink', 'href');
    if (address !== null) router.history.push(address.replace(/^[^#]*#/, ''));
  };

  return (
    <figure className={styles.figure} aria-label={label} aria-busy={plot === undefined} ref={ref}>
      {legend === undefined ? null : (
        <div className={styles.legend} ref={legendFrame}>
          {legend}
        </div>
      )}
      {plot === undefined ? <Skeleton height={height} /> : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the links inside take the keyboard. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above; enter on a link is a click. */}
      <div ref={stage} onClick={follow} style={{ minHeight: plot === undefined ? 0 : height }} />
      {content && (
        <FigureMenu
          content={content}
          toDrawing={() => ({ label, draw, height: props.height, width, legend: legendFrame.current })}
        />
      )}
    </figure>
  );
}

/** Marks are lines and text without context when read aloud; the figure's label says what they show. Links stay. */
function hideSilentMarks(figure: Element): void {
  for (const group of figure.querySelectorAll('g[aria-label]')) {
    if (group.querySelector('a') === null) {
      group.removeAttribute('aria-label');
      group.setAttribute('aria-hidden', 'true');
    } else {
      group.setAttribute('role', 'group');
    }
  }
}
