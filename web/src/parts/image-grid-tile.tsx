/** The cell around one picture of a grid: focus, selection, clicks. In: what to draw and to call. Out: a cell; it keeps only whether it is pointed at. */
import { type KeyboardEvent, type MouseEvent, type ReactNode, useState } from 'react';
import classes from './image-grid.module.css';

export function ImageGridTile(props: {
  place: number;
  column: number;
  label: string;
  isSelected: boolean;
  isTabStop: boolean;
  render: (isActive: boolean) => ReactNode;
  onFocus: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onPress: (event: MouseEvent) => void;
  onToggle: () => void;
}) {
  const [isHovered, setHovered] = useState(false);
  const [isFocused, setFocused] = useState(false);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cell cannot be placed freely.
    <div
      role="gridcell"
      aria-colindex={props.column + 1}
      aria-label={props.label}
      aria-selected={props.isSelected}
      data-place={props.place}
      tabIndex={props.isTabStop ? 0 : -1}
      className={classes.tile}
      onFocus={() => {
        setFocused(true);
        props.onFocus();
      }}
      onBlur={() => setFocused(false)}
      onPointerEnter={(event) => setHovered(event.pointerType === 'mouse')}
      onPointerLeave={() => setHovered(false)}
      onKeyDown={props.onKeyDown}
      onClick={props.onPress}
      // Shift-click picks a range and must not mark text.
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
    >
      {props.render(isHovered || isFocused)}
      {/* For the pointer; keys have x. */}
      <span
        aria-hidden
        className={classes.check}
        onClick={(event) => {
          event.stopPropagation();
          props.onToggle();
        }}
      />
    </div>
  );
}
