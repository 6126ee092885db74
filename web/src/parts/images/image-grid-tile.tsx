/**
 * The cell around one picture of a grid. In: an item and how to draw it. Out: a cell, drawn anew only when it changes; the grid
 * takes clicks and keys for all of them.
 */
import { memo, type ReactNode, useState } from 'react';
import classes from './image-grid.module.css';

interface ImageGridTileProps<Item> {
  item: Item;
  place: number;
  column: number;
  isSelected: boolean;
  isTabStop: boolean;
  render: (item: Item, isActive: boolean) => ReactNode;
}

function Tile<Item>({ item, place, column, isSelected, isTabStop, render }: ImageGridTileProps<Item>) {
  const [isHovered, setHovered] = useState(false);
  const [isFocused, setFocused] = useState(false);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cell cannot be placed freely.
    <div
      role="gridcell"
      aria-colindex={column + 1}
      aria-selected={isSelected}
      data-place={place}
      tabIndex={isTabStop ? 0 : -1}
      className={classes.tile}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      onPointerEnter={(event) => setHovered(event.pointerType === 'mouse')}
      onPointerLeave={() => setHovered(false)}
    >
      {render(item, isHovered || isFocused)}
      {/* For the pointer; keys have x. */}
      <span aria-hidden className={classes.check} data-check />
    </div>
  );
}

export const ImageGridTile = memo(Tile) as typeof Tile;
