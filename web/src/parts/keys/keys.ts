/**
 * Shortcuts: a screen says which keys do what while it is shown; `?` lists all that hold at the moment.
 * In: groups of keys. Out: their effect. One listener serves all; what was registered last goes first.
 */
import { useLayoutEffect, useRef } from 'react';
import { isClaimed, isStep, isTyping, parseSteps } from './key-steps.js';

export interface Key {
  /** "j", "shift+ArrowDown", "mod+enter", "g o"; several of the same effect: one entry each, the later ones without `does`. */
  keys: string;
  /** What it does, for the list: "Next row". Without it the key is not listed. */
  does?: string;
  run: (event: KeyboardEvent) => void;
  /** Also holds while a person writes text. */
  whileTyping?: boolean;
  /** Holds only where this is true of the pressed key: where the focus is, say. */
  when?: (event: KeyboardEvent) => boolean;
}

export interface KeyGroup {
  title: string;
  keys: readonly Key[];
  /** Holds while a dialog is open, and only there. */
  inDialog: boolean;
}

/** Time to press the next key of a sequence. */
const SEQUENCE_MS = 1500;

const groups: { current: KeyGroup }[] = [];
let pending: KeyboardEvent[] = [];
let pendingSince = 0;

/** Keys that hold while the calling component is mounted. */
export function useKeys(
  title: string,
  keys: readonly Key[],
  options: { isActive?: boolean; inDialog?: boolean } = {},
): void {
  const { isActive = true, inDialog = false } = options;
  const group = useRef<KeyGroup>({ title, keys, inDialog });
  useLayoutEffect(() => {
    group.current = { title, keys, inDialog };
  });
  useLayoutEffect(() => {
    if (!isActive) return;
    if (groups.length === 0) window.addEventListener('keydown', press);
    groups.push(group);
    return () => {
      groups.splice(groups.indexOf(group), 1);
      if (groups.length === 0) window.removeEventListener('keydown', press);
    };
  }, [isActive]);
}

/** The groups that hold now, those of the screen before those of the app; groups of one title are one. */
export function listKeyGroups(): { title: string; keys: readonly Key[] }[] {
  const byTitle = new Map<string, Key[]>();
  for (const { current } of groups.toReversed()) {
    const own = byTitle.get(current.title) ?? [];
    own.push(...current.keys.filter(({ does }) => does !== undefined));
    byTitle.set(current.title, own);
  }
  return [...byTitle].map(([title, keys]) => ({ title, keys })).filter(({ keys }) => keys.length > 0);
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
  const isOpen = document.querySelector('[aria-modal=true]') !== null;
  const held = groups
    .toReversed()
    .filter(({ current }) => current.inDialog === isOpen)
    .flatMap(({ current }) => current.keys)
    .filter(
      (key) => (key.whileTyping || !isTyping(event)) && !isClaimed(event) && (key.when?.(event) ?? true),
    );

  if (event.timeStamp - pendingSince > SEQUENCE_MS) pending = [];
  const pressed = [...pending, event];
  const key = held.find((candidate) => isPressed(candidate, pressed, true));
  if (key !== undefined) {
    pending = [];
    event.preventDefault();
    key.run(event);
  } else if (held.some((candidate) => isPressed(candidate, pressed, false))) {
    pending = pressed;
    pendingSince = event.timeStamp;
    event.preventDefault();
  } else if (pending.length > 0) {
    pending = [];
    press(event);
  }
}

/** Whether the events are the steps of the key: all of them, or the first ones. */
function isPressed({ keys }: Key, events: readonly KeyboardEvent[], isComplete: boolean): boolean {
  const steps = parseSteps(keys);
  if (isComplete ? steps.length !== events.length : steps.length <= events.length) return false;
  return events.every((event, place) => isStep(event, steps[place]!));
}
