/**
 * Rows of thumbnails: an end of a class's ranking, or the exemplars of a feature.
 * In: images in order. Out: lists with an alternative text for each picture.
 */
import { formatDecimal } from '../../words/index.js';
import { Picture } from '../page/parts.js';
import type { RankedImage, ReportImage } from '../report-data.js';

/** Images from one end of a ranking; misclassified ones carry a frame and the class that the head chose. */
export function RankedStrip(props: {
  className: string;
  images: readonly RankedImage[];
  end: 'most' | 'least';
}) {
  const { className, images, end } = props;
  return (
    <ol class="strip">
      {images.map((image, position) => {
        const wrong = image.correct === false;
        const verdict = wrong ? `, taken for ${image.predictedClass ?? 'another class'}` : '';
        return (
          <li class={wrong ? 'wrong' : undefined}>
            <Picture
              image={image}
              alt={`${className}, ${end} spurious number ${position + 1}, spuriosity ${formatDecimal(image.spuriosity, 1)}${verdict}`}
            />
            <span class="prediction">
              {wrong && (
                <>
                  ✗{'\u00a0'}
                  <bdi>{image.predictedClass ?? 'another class'}</bdi>
                </>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** Exemplars of a feature; `what` says what each picture is, and gets its number. */
export function ExemplarStrip({ images, what }: { images: readonly ReportImage[]; what: string }) {
  return (
    <ol class="strip">
      {images.map((image, position) => (
        <li>
          <Picture image={image} alt={`${what}, number ${position + 1}`} />
        </li>
      ))}
    </ol>
  );
}
