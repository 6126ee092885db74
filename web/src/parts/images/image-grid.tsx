/**
 * Thousands of pictures in rows as wide as the page, of which only those in sight exist. Arrow keys walk, Enter opens, x picks.
 * In: items and how to draw one. Out: a grid in the page's own scroll; what was opened or picked. Keeps no selection itself.
 */
import { useElementSize } from '@mantine/hooks';
import {
  type ReactNode,
  type Ref,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import classes from './image-grid.module.css';
import { computeGridMove } from './image-grid-moves.js';
import { ImageGridTile } from './image-grid-tile.js';
import { useGridEvents } from './use-grid-events.js';
import { useGridRows } from './use-grid-rows.js';

const TILE_GAP = 8;
const FEWEST_COLUMNS = 2;

export interface ImageGridHandle {
  /** Brings the item to the top of what can be seen. */
  scrollTo: (place: number) => void;
  /** Gives the first item in sight the focus. */
  focus: () => void;
}

export interface ImageGridProps<Item> {
  items: readonly Item[];
  /** The item's own number, the same wherever it stands. */
  toKey: (item: Item) => number;
  label: string;
  /**
   * Drawn in a tile, and what a screen reader says of it; `isActive` while the pointer or the focus is on it.
   * Keep it stable (useCallback): tiles are drawn anew when it changes.
   */
  renderTile: (item: Item, isActive: boolean) => ReactNode;
  isSelected: (item: Item) => boolean;
  /** Wished width of a tile; tiles grow to fill the row. */
  tileWidth: number;
  captionHeight: number;
  /** Height at the top of the window that stays covered while scrolling. */
  coveredHeight: number;
  /** Place to begin at. */
  startAt: number;
  onOpen: (place: number) => void;
  onToggle: (place: number) => void;
  onSelectRange: (first: number, last: number) => void;
  /** Places of the first and the last item in sight. */
  onSight?: (first: number, last: number) => void;
  ref?: Ref<ImageGridHandle>;
}

export function ImageGrid<Item>(props: ImageGridProps<Item>) {
  const { items, coveredHeight, startAt, onSight } = props;
  const { ref: frame, width } = useElementSize();
  const list = useRef<HTMLDivElement>(null);
  const columns = Math.max(FEWEST_COLUMNS, Math.floor((width + TILE_GAP) / (props.tileWidth + TILE_GAP)));
  const tileWidth = Math.max(1, (width - TILE_GAP * (columns - 1)) / columns);
  const rowHeight = tileWidth + props.captionHeight + TILE_GAP;
  const shape = { count: items.length, columns, rowHeight, width, coveredHeight, startAt };
  const { rows, rowCount, rowsInSight, first, last, scrollMargin, isMeasured, scrollTo } = useGridRows(
    list,
    shape,
  );
  const { focused, setFocused, focus } = useGridFocus(list, scrollTo);
  useImperativeHandle(props.ref, () => ({ scrollTo, focus: () => focus(first) }));
  useEffect(() => {
    if (isMeasured && items.length > 0) onSight?.(first, last);
  }, [first, last, isMeasured, items.length, onSight]);

  const events = useGridEvents({
    move: (key, place) => computeGridMove(key, place, { count: items.length, columns, rowsInSight }),
    focus,
    onFocus: setFocused,
    onOpen: props.onOpen,
    onToggle: props.onToggle,
    onSelectRange: props.onSelectRange,
    lastPlace: items.length - 1,
  });
  const drawn = rows.getVirtualItems();
  // One tile can be reached by Tab: the one that had the focus, or the first in sight once that one is gone.
  const isFocusedDrawn = drawn.some(({ index }) => index === Math.floor(focused / columns));
  const tabStop = isFocusedDrawn && focused < items.length ? focused : first;
  return (
    <div ref={frame}>
      {/* biome-ignore lint/a11y/useSemanticElements: rows are placed, which those of a table cannot be. */}
      <div
        ref={list}
        role="grid"
        aria-label={props.label}
        aria-multiselectable
        aria-rowcount={rowCount}
        aria-colcount={columns}
        className={classes.list}
        style={{ height: rows.getTotalSize() }}
        {...events}
      >
        {drawn.map((row) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the tiles take the focus, one at a time.
          // biome-ignore lint/a11y/useSemanticElements: see above.
          <div
            key={row.key}
            role="row"
            aria-rowindex={row.index + 1}
            className={classes.row}
            style={{
              transform: `translateY(${row.start - scrollMargin}px)`,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
              gap: TILE_GAP,
            }}
          >
            {items.slice(row.index * columns, (row.index + 1) * columns).map((item, column) => {
              const place = row.index * columns + column;
              return (
                <ImageGridTile
                  key={props.toKey(item)}
                  item={item}
                  place={place}
                  column={column}
                  isSelected={props.isSelected(item)}
                  isTabStop={place === tabStop}
                  render={props.renderTile}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

function useGridFocus(list: RefObject<HTMLElement | null>, scrollTo: (place: number, align: 'auto') => void) {
  const [focused, setFocused] = useState(0);
  const wanted = useRef<number | null>(null);
  /** The tile may have to be scrolled into being first: tried on every drawing until it is there. */
  const seize = () => {
    const tile = list.current?.querySelector<HTMLElement>(`[data-place="${wanted.current}"]`);
    if (!tile) return;
    wanted.current = null;
    tile.focus({ preventScroll: true });
  };
  useEffect(seize);
  const focus = (place: number) => {
    wanted.current = place;
    setFocused(place);
    scrollTo(place, 'auto');
    seize();
  };
  return { focused, setFocused, focus };
}
