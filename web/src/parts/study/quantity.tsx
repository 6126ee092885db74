/**
 * A number on a page: its digits line up with those above and below, and where it is unknown, hovering says why.
 * In: the text of format.ts and the reason. Out: a span.
 */
import { Tooltip } from '@mantine/core';
import { ABSENT } from '../../../../src/words/index.js';

export function Quantity(props: { text: string; reason?: string }) {
  if (props.text !== ABSENT || props.reason === undefined)
    return <span className="numbers">{props.text}</span>;
  return (
    <Tooltip label={props.reason} multiline maw={280}>
      {/* Focusable, so that the reason can be read without a pointer. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above. */}
      <span className="numbers" tabIndex={0} role="note" aria-label={`Unknown: ${props.reason}`}>
        {ABSENT}
      </span>
    </Tooltip>
  );
}
