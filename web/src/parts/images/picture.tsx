/**
 * A square picture that keeps its place while it loads and says so when there is none. Pictures drawn on demand may take
 * seconds: the frame then says what is being done.
 * In: an address of the protocol's PICTURES (null: none). Out: a frame with the picture. Asks again only when told to.
 */
import { Box, Loader, type StyleProp } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { IS_STATIC } from '../../api.js';
import styles from './picture.module.css';

/** Pictures faster than this show no loader: it would only flicker. */
const QUIET_MS = 600;

export interface PictureProps {
  src: string | null;
  /** What the picture shows; empty for one that a label beside it describes. */
  alt: string;
  /** Width; the height is the same. @default '100%' */
  size?: StyleProp<number | string>;
  /** Shown in the frame while there is no picture: "Being drawn …". */
  waitingNote?: string;
  /** Why there is none, when `src` is null. */
  absentNote?: string;
  /** Shows the whole picture with margins where it is not square. */
  fit?: 'cover' | 'contain';
  loading?: 'lazy' | 'eager';
  /** A picture that shines through, and how much of the one above is seen, 0 to 1. */
  through?: { src: string; share: number };
  /** Drawn over the picture: marks, rank. */
  children?: ReactNode;
}

type State = 'loading' | 'slow' | 'there' | 'failed';

let retries = 0;
const frames = new Set<() => void>();

/** Asks again for every picture that could not be loaded: the server is back, or can draw them now. */
export function retryPictures(): void {
  retries += 1;
  for (const notify of frames) notify();
}

function subscribe(notify: () => void): () => void {
  frames.add(notify);
  return () => frames.delete(notify);
}

export function Picture(props: PictureProps) {
  const { src, alt, size = '100%', fit = 'cover', loading = 'lazy' } = props;
  const [state, setState] = useState<State>('loading');
  const [attempt, setAttempt] = useState(0);
  const wanted = useSyncExternalStore(subscribe, () => retries);

  // Only a new wish asks again, and only where it failed.
  useEffect(() => {
    if (state === 'failed') setAttempt(wanted);
  }, [wanted]);

  // Another picture or attempt starts over.
  useEffect(() => {
    setState('loading');
    const timer = setTimeout(() => setState((now) => (now === 'loading' ? 'slow' : now)), QUIET_MS);
    return () => clearTimeout(timer);
  }, [src, attempt]);

  return (
    <Box
      component="span"
      className={`${styles.frame} ${fit === 'contain' ? styles.whole : ''} ${state === 'there' ? '' : styles.waiting}`}
      w={size}
      style={
        props.through && {
          backgroundImage: `url("${props.through.src}")`,
          '--picture-share': props.through.share,
        }
      }
    >
      {src === null ? (
        <span className={styles.note} title={props.absentNote}>
          <IconPhotoOff size={18} aria-hidden />
          <span className={props.absentNote ? undefined : 'sr-only'}>{props.absentNote ?? 'No picture'}</span>
        </span>
      ) : (
        <img
          key={`${src} ${attempt}`}
          src={attempt === 0 ? src : `${src}${src.includes('?') ? '&' : '?'}attempt=${attempt}`}
          alt={alt}
          loading={loading}
          decoding="async"
          draggable={false}
          onLoad={() => setState('there')}
          onError={() => setState('failed')}
        />
      )}
      {src !== null && state === 'slow' ? (
        <span className={styles.note}>
          <Loader size={16} aria-hidden />
          {props.waitingNote}
        </span>
      ) : null}
      {src !== null && state === 'failed' ? (
        <span className={styles.note}>
          <IconPhotoOff size={18} aria-hidden />
          {IS_STATIC ? 'Not in this copy' : 'Could not be loaded'}
        </span>
      ) : null}
      {props.children}
    </Box>
  );
}
