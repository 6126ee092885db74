/** What is drawn over the points: pictures in their place, and a ring around the image that is chosen. In: what is in sight. Out: marks that take no clicks. */
import { PICTURES } from '../../../../../src/protocol/index.js';
import { withPerson } from '../../../api.js';
import { useRead } from '../../../queries.js';
import type { Points, Sight } from '../plane.js';
import type { PointColours } from '../point-colours.js';
import classes from './map-canvas.module.css';
import { THUMBNAIL_SIDE, type Thumbnail } from './thumbnails.js';

interface MapPicturesProps {
  points: Points;
  images: readonly number[];
  /** Place; -1 for none. */
  chosen: number;
  colours: PointColours;
  sight: Sight;
  thumbnails: readonly Thumbnail[];
}

export function MapPictures({ points, images, chosen, colours, sight, thumbnails }: MapPicturesProps) {
  const { data: workspace } = useRead('GET /api/workspace', {});
  const shown = workspace?.hasPictures === false ? [] : thumbnails;
  const isPicture = shown.some(({ place }) => place === chosen);
  const ring = chosen < 0 ? null : sight.toPixel(points.x[chosen]!, points.y[chosen]!);
  const half = THUMBNAIL_SIDE / 2;
  return (
    <div className={classes.pictures} aria-hidden>
      {shown.map(({ place, pixel: [right, down] }) => (
        <img
          key={place}
          src={withPerson(PICTURES.image(images[place]!))}
          alt=""
          width={THUMBNAIL_SIDE}
          height={THUMBNAIL_SIDE}
          className={classes.picture}
          style={{
            transform: `translate(${right - half}px, ${down - half}px)`,
            borderColor: colours.tones[colours.toneOfPoint[place]!]?.colour,
          }}
          // The point below it is seen instead.
          onError={({ currentTarget }) => {
            currentTarget.style.visibility = 'hidden';
          }}
        />
      ))}
      {ring !== null && (
        <span
          className={classes.ring}
          data-picture={isPicture || undefined}
          style={{ transform: `translate(${ring[0]}px, ${ring[1]}px)` }}
        />
      )}
    </div>
  );
}
