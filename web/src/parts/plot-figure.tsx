/**
 * A figure by Observable Plot, as wide as its place, in the colours of the page. Marks with an `href` channel are links
 * of the app: a click stays in it. Plot is loaded with the first figure.
 * In: a label, a function from Plot and the width to Plot's options (keep it stable with useCallback). Out: an SVG.
 */
import { Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type MouseEvent, useEffect, useRef } from 'react';
import styles from './plot-figure.module.css';

export type PlotModule = typeof import('@observablehq/plot');
export type PlotOptions = import('@observablehq/plot').PlotOptions;
/** In pixels. Colours are those of COLOURS: CSS variables work in Plot. */
export type DrawFigure = (plot: PlotModule, frame: { width: number; height: number }) => PlotOptions;

export function PlotFigure(props: {
  /** What the figure shows, in a sentence with its main finding. */
  label: string;
  draw: DrawFigure;
  height: number;
}) {
  const { label, draw, height } = props;
  const { ref, width } = useElementSize();
  const stage = useRef<HTMLDivElement>(null);
  const router = useRouter();
  const { data: plot } = useQuery({
    queryKey: ['plot'],
    queryFn: () => import('@observablehq/plot'),
  });

  useEffect(() => {
    if (plot === undefined || width === 0) return;
    const figure = plot.plot({
      style: { fontSize: '12px' },
      ...draw(plot, { width, height }),
      width,
      height,
    });
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
    <figure className={styles.figure} aria-label={label} ref={ref}>
      {plot === undefined ? <Skeleton height={height} /> : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the links inside take the keyboard. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above; enter on a link is a click. */}
      <div ref={stage} onClick={follow} style={{ minHeight: plot === undefined ? 0 : height }} />
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
