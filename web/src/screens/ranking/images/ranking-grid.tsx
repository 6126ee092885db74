/** Images of a ranking in the shared grid: opening, picking, marks. In: rows in the order shown. Out: a grid whose place its owner knows. */
import { type Ref, useCallback } from 'react';
import type { RankingResponse } from '../../../../../src/protocol/index.js';
import { ImageGrid, type ImageGridHandle } from '../../../parts/images/image-grid.js';
import { addToSelection, toggleInSelection, useSelection } from '../../../parts/selection/selection.js';
import { TILE_SIZES } from '../ranking-search.js';
import { type RankedImage, toSelectedImage } from './ranked-images.js';
import { CAPTION_HEIGHTS, RankingTile, type TileLook } from './ranking-tile.js';

export function RankingGrid(props: {
  label: string;
  rows: readonly RankedImage[];
  ranking: RankingResponse;
  look: TileLook;
  coveredHeight: number;
  startAt?: number;
  onOpen: (image: number) => void;
  onSight?: (first: number, last: number) => void;
  ref?: Ref<ImageGridHandle>;
}) {
  const { rows, ranking, look } = props;
  const selection = useSelection();
  const renderTile = useCallback(
    (row: RankedImage, isActive: boolean) => <RankingTile row={row} look={look} isActive={isActive} />,
    [look],
  );
  return (
    <ImageGrid
      ref={props.ref}
      items={rows}
      toKey={toImage}
      label={props.label}
      renderTile={renderTile}
      isSelected={({ image }) => selection.has(image)}
      tileWidth={TILE_SIZES[look.size]}
      captionHeight={CAPTION_HEIGHTS[look.size]}
      coveredHeight={props.coveredHeight}
      startAt={props.startAt ?? 0}
      onOpen={(place) => props.onOpen(rows[place]!.image)}
      onToggle={(place) => toggleInSelection(toSelectedImage(rows[place]!, ranking))}
      onSelectRange={(first, last) =>
        addToSelection(rows.slice(first, last + 1).map((row) => toSelectedImage(row, ranking)))
      }
      onSight={props.onSight}
    />
  );
}

const toImage = ({ image }: RankedImage) => image;
