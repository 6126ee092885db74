/**
 * One image of a ranking: the picture, its heatmap when asked for, whether the model is wrong on it, its score.
 * In: a row and what to show of it. Out: what a tile of the grid holds.
 */
import { IconFlagFilled, IconTagFilled, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { PICTURES, type ShownStyle } from '../../../../../src/protocol/index.js';
import { formatCount, formatDecimal } from '../../../../../src/words/index.js';
import { Picture } from '../../../parts/images/picture.js';
import type { Overlay, TileSize } from '../ranking-search.js';
import type { RankedImage } from './ranked-images.js';
import classes from './ranking-tile.module.css';

/** Height of what is written below a picture, by size. */
export const CAPTION_HEIGHTS: Record<TileSize, number> = { small: 16, medium: 34, large: 36 };
/** A pointer that only passes over should not make heatmaps be drawn. */
const HOVER_MS = 120;

export interface TileLook {
  size: TileSize;
  overlay: Overlay;
  /** Feature of the heatmaps; null where none can be drawn. */
  cue: number | null;
  style: ShownStyle;
  hasPictures: boolean;
  toClassName: (classIndex: number) => string;
}

export function RankingTile(props: { row: RankedImage; look: TileLook; isActive: boolean }) {
  const { row, look, isActive } = props;
  const isHot = look.overlay === 'always' || (look.overlay === 'hover' && isActive);
  return (
    <>
      <Picture
        src={look.hasPictures ? PICTURES.image(row.image) : null}
        absentNote={row.path}
        alt={row.path}
        loading="eager"
      >
        {look.cue !== null && isHot ? (
          <Heat
            src={PICTURES.heatmap(row.image, look.cue, look.style)}
            delayMs={look.overlay === 'always' ? 0 : HOVER_MS}
          />
        ) : null}
        {row.isWrong ? (
          <span className={classes.wrong}>
            <IconX size={12} stroke={3} aria-hidden />
          </span>
        ) : null}
        {row.isFlagged ? (
          <span className={classes.flagged}>
            <IconFlagFilled size={11} aria-hidden />
          </span>
        ) : null}
        {row.tags.length > 0 ? (
          <span className={classes.tagged} title={row.tags.join(', ')}>
            <IconTagFilled size={11} aria-hidden />
          </span>
        ) : null}
      </Picture>
      <div className={classes.caption} style={{ height: CAPTION_HEIGHTS[look.size] }}>
        <span className={classes.scores}>
          <span className={look.size === 'small' ? 'sr-only' : undefined}>
            <span className="sr-only">Rank </span>
            {formatCount(row.rank)}
          </span>
          <span>
            <span className="sr-only">, score </span>
            {formatDecimal(row.score, 2)}
          </span>
        </span>
        {row.isWrong && row.predicted !== null ? (
          <span className={look.size === 'small' ? 'sr-only' : classes.mistake}>
            <span className="sr-only">, wrongly taken for </span>
            {look.toClassName(row.predicted)}
          </span>
        ) : null}
        {row.isFlagged ? <span className="sr-only">, possibly mislabelled</span> : null}
        {row.tags.length > 0 ? <span className="sr-only">, tagged {row.tags.join(', ')}</span> : null}
      </div>
    </>
  );
}

function Heat({ src, delayMs }: { src: string; delayMs: number }) {
  const [isDue, setDue] = useState(delayMs === 0);
  const [isThere, setThere] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), delayMs);
    return () => clearTimeout(timer);
  }, [delayMs]);
  return isDue ? (
    <img src={src} alt="" className={classes.heat} data-there={isThere} onLoad={() => setThere(true)} />
  ) : null;
}
