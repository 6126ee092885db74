/**
 * Pictures enlarged beside what is pointed at or focused, out of the way as soon as a person works on.
 * In: pictures, the small thing. Out: the thing, with a popover while it is pointed at. Nothing in the popover can be pressed.
 */
import { Group, Popover, Text } from '@mantine/core';
import { type FocusEvent, type PointerEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import { formatDecimal } from '../../../../src/words/index.js';
import classes from './evidence.module.css';
import type { LightboxPicture } from './lightbox.js';
import { Picture } from './picture.js';

/** A pointer on its way elsewhere enlarges nothing. */
const REST_MS = 180;
const ENLARGED_SIZE = 232;

/** Whether something is enlarged, and the handlers of the element that a person points at. */
export function useEnlargement() {
  const [isEnlarged, setEnlarged] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!isEnlarged) return;
    // Esc puts it away, and so does work: whoever answers by keys does not want it over the form.
    const close = ({ key }: KeyboardEvent) => {
      if (!key.startsWith('Arrow') && key !== 'Tab') setEnlarged(false);
    };
    window.addEventListener('keydown', close);
    return () => window.removeEventListener('keydown', close);
  }, [isEnlarged]);

  const open = (delayMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setEnlarged(true), delayMs);
  };
  const close = () => {
    clearTimeout(timer.current);
    setEnlarged(false);
  };
  const handlers = {
    onPointerEnter: ({ pointerType }: PointerEvent) => {
      if (pointerType === 'mouse') open(REST_MS);
    },
    onPointerLeave: close,
    onFocus: ({ currentTarget }: FocusEvent) => {
      if (currentTarget.matches(':focus-visible')) open(0);
    },
    onBlur: close,
  };
  return { isEnlarged, handlers };
}

export function Enlarged(props: {
  isOpen: boolean;
  pictures: readonly LightboxPicture[];
  /** An element that takes a ref. */
  children: ReactElement;
}) {
  return (
    <Popover
      opened={props.isOpen}
      position="bottom"
      shadow="lg"
      offset={6}
      withRoles={false}
      transitionProps={{ duration: 80 }}
      closeOnEscape={false}
      closeOnClickOutside={false}
    >
      <Popover.Target>{props.children}</Popover.Target>
      <Popover.Dropdown className={classes.enlarged} p="xs" aria-hidden>
        <Group gap="xs" wrap="nowrap" align="flex-start">
          {props.pictures.map(({ title, src, activation, waitingNote, through }) => (
            <div key={src}>
              <Text size="xs" c="var(--muted)" mb={2}>
                {title}
                {activation === undefined ? null : ` · activation ${formatDecimal(activation, 2)}`}
              </Text>
              <Picture src={src} alt="" size={ENLARGED_SIZE} waitingNote={waitingNote} through={through} />
            </div>
          ))}
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
