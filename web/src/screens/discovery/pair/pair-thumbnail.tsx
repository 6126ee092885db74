/**
 * One pair in the table: its top image with the heatmap, its verdict, its feature. A link to the pair's page.
 * In: a pair of the protocol. Out: a link; the table takes clicks and keys for all of them, so that thousands stay cheap.
 */
import { IconArrowsCross, IconScale } from '@tabler/icons-react';
import { memo } from 'react';
import { type PairRow, PICTURES, type ShownStyle } from '../../../../../src/protocol/index.js';
import { formatDecimal } from '../../../../../src/words/index.js';
import { useHeatmapStyle } from '../../../parts/images/heatmap-style.js';
import { Picture } from '../../../parts/images/picture.js';
import { formatStanding } from '../../../parts/study/standing.js';
import { PlainVerdictBadge } from '../../../parts/study/verdict-badge.js';
import styles from '../pairs/pairs-table.module.css';

interface PairThumbnailProps {
  pair: PairRow;
  classLabel: string;
  address: string;
  /** Place among the thumbnails of the row, for the keys. */
  column: number;
  isTabStop: boolean;
  /** `none` where the workspace has no pictures. */
  shows: 'heatmaps' | 'images' | 'none';
}

export const PairThumbnail = memo(function PairThumbnail(props: PairThumbnailProps) {
  const { pair, classLabel, address, column, isTabStop, shows } = props;
  const [style] = useHeatmapStyle();
  return (
    <a
      href={address}
      className={styles.thumbnail}
      data-column={column}
      data-plain={shows === 'none' || undefined}
      data-class={pair.classIndex}
      data-feature={pair.feature}
      tabIndex={isTabStop ? 0 : -1}
      title={`Feature ${pair.feature}, rank ${pair.rank}, importance ${formatDecimal(pair.importance, 2)}. ${formatStanding(pair)}${formatMarks(pair)}`}
    >
      <span className="sr-only">{classLabel}, feature </span>
      {shows === 'none' ? null : (
        <Picture
          src={toPicture(pair, shows, style)}
          alt=""
          absentNote={pair.topImage === null ? 'No image' : undefined}
        />
      )}
      <span className={styles.caption}>
        <span className={`${styles.feature} numbers`}>{pair.feature}</span>
        <PlainVerdictBadge standing={pair} size="sm" />
      </span>
      <Marks pair={pair} />
    </a>
  );
});

function toPicture(
  { topImage, feature }: PairRow,
  shows: 'heatmaps' | 'images',
  style: ShownStyle,
): string | null {
  if (topImage === null) return null;
  return shows === 'images' ? PICTURES.image(topImage) : PICTURES.heatmap(topImage, feature, style);
}

function Marks({ pair }: { pair: PairRow }) {
  if (!pair.isDisputed && !pair.isCollision) return null;
  return (
    <span className={styles.marks}>
      {pair.isDisputed ? <IconScale size={13} aria-hidden /> : null}
      {pair.isCollision ? <IconArrowsCross size={13} aria-hidden /> : null}
      <span className="sr-only">{formatMarks(pair)}</span>
    </span>
  );
}

function formatMarks({ isDisputed, isCollision }: PairRow): string {
  return `${isDisputed ? ' Disputed.' : ''}${isCollision ? ' Collision.' : ''}`;
}
