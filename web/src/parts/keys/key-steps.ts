/**
 * How shortcuts are written and recognised: "j", "shift+ArrowDown", "mod+enter", "g o" (one key after the other).
 * In: a shortcut's text, keyboard events. Out: whether they agree, and whether the focused control wants the key itself.
 */

interface Step {
  key: string;
  shift: boolean;
  alt: boolean;
  mod: boolean;
}

/** "g o" → its two steps. */
export function parseSteps(keys: string): Step[] {
  return keys.split(' ').map((text) => {
    const parts = text.toLowerCase().split('+');
    const key = parts.pop()!;
    return {
      key: key === 'space' ? ' ' : key,
      shift: parts.includes('shift'),
      alt: parts.includes('alt'),
      mod: parts.includes('mod'),
    };
  });
}

/** True where the event is the step. Shift is part of signs such as "?", so only letters, digits and named keys look at it. */
export function isStep(event: KeyboardEvent, step: Step): boolean {
  if ((event.ctrlKey || event.metaKey) !== step.mod || event.altKey !== step.alt) return false;
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  if (step.shift && digit !== undefined) return event.shiftKey && digit === step.key;
  const key = toKeyName(event);
  const isSign = key.length === 1 && !/[a-z0-9 ]/.test(key);
  return key === step.key && (isSign || event.shiftKey === step.shift);
}

/** The key in lower case; on a keyboard of another script the letter that the place has on a Latin one. */
function toKeyName(event: KeyboardEvent): string {
  const key = event.key.toLowerCase();
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  return letter !== undefined && key.length === 1 && key.charCodeAt(0) > 127 ? letter.toLowerCase() : key;
}

const TEXT_INPUTS =
  'input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=submit]), textarea, select, [contenteditable=true], [role=textbox], [role=combobox], [role=searchbox]';
const PRESSED =
  'a[href], button, summary, [role=button], [role=link], [role=tab], [role=option], [role^=menuitem]';
const STEPPED =
  '[role=slider], [role=tab], [role=menu], [role=listbox], [role=radiogroup], input[type=radio], input[type=range]';
const ARROWS = ['arrowup', 'arrowdown', 'arrowleft', 'arrowright', 'home', 'end', 'pageup', 'pagedown'];

/** True while a person writes text. */
export function isTyping(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest(TEXT_INPUTS) !== null;
}

/** True where the focused control itself has a use for the key: enter on a button, arrows in a menu. */
export function isClaimed(event: KeyboardEvent): boolean {
  if (!(event.target instanceof Element)) return false;
  const key = event.key.toLowerCase();
  if (key === 'enter') return event.target.closest(PRESSED) !== null;
  if (key === ' ')
    return event.target.closest(`${PRESSED}, input[type=checkbox], input[type=radio]`) !== null;
  return ARROWS.includes(key) && event.target.closest(STEPPED) !== null;
}

const KEY_TITLES: Record<string, string> = {
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  enter: 'Enter',
  escape: 'Esc',
  ' ': 'Space',
  home: 'Home',
  end: 'End',
};

/** The keys of each step as their caps read: "shift+a" → [["Shift", "A"]]. */
export function formatSteps(keys: string, isApple: boolean): string[][] {
  return parseSteps(keys).map((step) =>
    [
      step.mod ? (isApple ? '⌘' : 'Ctrl') : '',
      step.alt ? (isApple ? '⌥' : 'Alt') : '',
      step.shift ? 'Shift' : '',
      KEY_TITLES[step.key] ?? (step.shift ? step.key.toUpperCase() : step.key),
    ].filter(Boolean),
  );
}
