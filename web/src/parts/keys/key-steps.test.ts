import { expect, test } from 'vitest';
import { formatSteps, isStep, parseSteps } from './key-steps.js';

/** A key press as browsers report it. */
function press(key: string, code: string, modifiers: Partial<KeyboardEvent> = {}): KeyboardEvent {
  return {
    key,
    code,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...modifiers,
  } as KeyboardEvent;
}

const isPressed = (keys: string, event: KeyboardEvent) => isStep(event, parseSteps(keys)[0]!);

test('letters are told apart by shift', () => {
  expect(isPressed('j', press('j', 'KeyJ'))).toBe(true);
  expect(isPressed('j', press('J', 'KeyJ', { shiftKey: true }))).toBe(false);
  expect(isPressed('shift+j', press('J', 'KeyJ', { shiftKey: true }))).toBe(true);
});

test('signs are what is written, wherever shift puts them', () => {
  expect(isPressed('?', press('?', 'Slash', { shiftKey: true }))).toBe(true);
  expect(isPressed('?', press('?', 'Minus', { shiftKey: true }))).toBe(true);
  expect(isPressed('/', press('/', 'Slash'))).toBe(true);
  expect(isPressed('/', press('/', 'Digit7', { shiftKey: true }))).toBe(true);
});

test('shift and a digit is the digit, whatever sign it prints', () => {
  expect(isPressed('shift+1', press('!', 'Digit1', { shiftKey: true }))).toBe(true);
  expect(isPressed('1', press('!', 'Digit1', { shiftKey: true }))).toBe(false);
  expect(isPressed('1', press('1', 'Digit1'))).toBe(true);
});

test('other modifiers make it another key', () => {
  expect(isPressed('s', press('s', 'KeyS', { ctrlKey: true }))).toBe(false);
  expect(isPressed('s', press('s', 'KeyS', { altKey: true }))).toBe(false);
  expect(isPressed('mod+Enter', press('Enter', 'Enter', { metaKey: true }))).toBe(true);
  expect(isPressed('mod+Enter', press('Enter', 'Enter'))).toBe(false);
});

test('on a keyboard of another script the letter is that of the same place', () => {
  expect(isPressed('j', press('о', 'KeyJ'))).toBe(true);
  expect(isPressed('space', press(' ', 'Space'))).toBe(true);
});

test('steps are listed as the caps of keys read', () => {
  expect(formatSteps('g o', false)).toEqual([['g'], ['o']]);
  expect(formatSteps('shift+ArrowDown', false)).toEqual([['Shift', '↓']]);
  expect(formatSteps('mod+Enter', false)).toEqual([['Ctrl', 'Enter']]);
  expect(formatSteps('mod+Enter', true)).toEqual([['⌘', 'Enter']]);
});
