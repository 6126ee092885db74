/**
 * One image large, with what else is known of it, and the next and previous one by arrow keys.
 * In: the images in order, the open one (its owner keeps it, mostly in the address), pictures to put beside it. Out: which to open next.
 */
import { ActionIcon, Box, Button, Divider, Modal, SimpleGrid, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft, IconArrowRight, IconZoomIn } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { PICTURES } from '../../../../src/protocol/index.js';
import { formatCount, formatDecimal } from '../../../../src/words/index.js';
import { IS_STATIC } from '../../api.js';
import { type Key, useKeys } from '../keys/keys.js';
import { ImageMarks } from '../marks/image-marks.js';
import { MarkBadges } from '../marks/mark-badges.js';
import classes from './lightbox.module.css';
import { useLoupe } from './loupe.js';
import { Picture, type PictureProps } from './picture.js';

export interface LightboxPicture {
  title: string;
  src: string;
  alt: string;
  /** How strongly the attribute shows on the image. */
  activation?: number;
  waitingNote?: string;
  through?: PictureProps['through'];
}

export function Lightbox<Item extends { image: number; path: string }>(props: {
  items: readonly Item[];
  /** Image index of the open item; null or unknown: closed. */
  open: number | null;
  onOpen: (image: number) => void;
  onClose: () => void;
  /** Beside the original: heatmaps, an attack. */
  pictures: (item: Item) => readonly LightboxPicture[];
  /** Below: numbers, links, actions. */
  children?: (item: Item) => ReactNode;
  keys?: (item: Item) => readonly Key[];
  /** Above the pictures: how they look. */
  tools?: ReactNode;
}) {
  const place = props.items.findIndex(({ image }) => image === props.open);
  const item = props.items[place];
  const isPhone = useMediaQuery('(max-width: 48em)');
  return (
    <Modal
      opened={item !== undefined}
      onClose={props.onClose}
      size="min(1100px, 96vw)"
      fullScreen={isPhone}
      centered
      title={
        item && (
          <Text size="sm" fw={600} className={classes.path}>
            {item.path}
          </Text>
        )
      }
      closeButtonProps={{ 'aria-label': 'Close (Esc)' }}
    >
      {item && (
        <Opened
          {...props}
          item={item}
          place={place}
          step={(by) => {
            const next = props.items[place + by];
            if (next) props.onOpen(next.image);
          }}
        />
      )}
    </Modal>
  );
}

function Opened<Item extends { image: number; path: string }>(props: {
  item: Item;
  items: readonly Item[];
  place: number;
  step: (by: number) => void;
  pictures: (item: Item) => readonly LightboxPicture[];
  children?: (item: Item) => ReactNode;
  keys?: (item: Item) => readonly Key[];
  tools?: ReactNode;
}) {
  const { item, items, place, step } = props;
  useKeys(
    'Enlarged image',
    [
      { keys: 'ArrowLeft', does: 'Previous image', run: () => step(-1) },
      { keys: 'ArrowRight', does: 'Next image', run: () => step(1) },
      ...(props.keys?.(item) ?? []),
    ],
    { inDialog: true },
  );
  const pictures = [
    {
      title: IS_STATIC ? 'Image' : 'Image as it is in the data set',
      // A static copy holds no originals.
      src: IS_STATIC ? PICTURES.image(item.image) : PICTURES.original(item.image),
      alt: item.path,
    },
    ...props.pictures(item),
  ];
  return (
    <div className={classes.lightbox}>
      <SideBySide pictures={pictures} tools={props.tools} />
      <div className={classes.about}>
        {props.children?.(item)}
        <Divider my="sm" />
        {IS_STATIC ? <MarkBadges image={item.image} /> : <ImageMarks images={[item.image]} />}
      </div>
      <div className={classes.steps}>
        <Text size="xs" c="var(--muted)" className="numbers">
          {formatCount(place + 1)} of {formatCount(items.length)}
        </Text>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label="Previous image (←)"
          disabled={place === 0}
          onClick={() => step(-1)}
        >
          <IconArrowLeft size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label="Next image (→)"
          disabled={place === items.length - 1}
          onClick={() => step(1)}
        >
          <IconArrowRight size={18} aria-hidden />
        </ActionIcon>
      </div>
    </div>
  );
}

/** The pictures of one image, magnified together. */
function SideBySide({ pictures, tools }: { pictures: readonly LightboxPicture[]; tools: ReactNode }) {
  const loupe = useLoupe();
  return (
    <>
      <div className={classes.tools}>
        {tools}
        <Button
          variant={loupe.isMagnified ? 'light' : 'default'}
          size="compact-sm"
          aria-pressed={loupe.isMagnified}
          leftSection={<IconZoomIn size={14} aria-hidden />}
          onClick={loupe.toggle}
        >
          Magnify (z)
        </Button>
      </div>
      <SimpleGrid
        cols={{ base: 1, sm: pictures.length }}
        spacing="sm"
        className={classes.pictures}
        style={loupe.style}
        data-magnified={loupe.isMagnified || undefined}
      >
        {pictures.map(({ title, alt, activation, ...picture }) => (
          <Box component="figure" m={0} key={title} className={classes.figure}>
            <div className={classes.loupe} {...loupe.handlers}>
              <Picture alt={alt} fit="contain" loading="eager" {...picture} />
            </div>
            <Text component="figcaption" size="xs" c="var(--muted)" mt={4}>
              {title}
              {activation === undefined ? null : ` · activation ${formatDecimal(activation, 2)}`}
            </Text>
          </Box>
        ))}
      </SimpleGrid>
    </>
  );
}
