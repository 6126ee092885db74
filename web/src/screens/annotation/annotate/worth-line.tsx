/** What answers are worth: how many are expected to settle most of the mean gap's uncertainty. In: the server's queue. Out: a line. */
import { Text } from '@mantine/core';
import type { GapWorth } from '../../../../../src/protocol/index.js';
import { formatCount, formatPercent, formatQuantity } from '../../../../../src/words/index.js';
import { Explain } from '../../../parts/study/explain.js';

/** Nothing where no gap can be measured. */
export function WorthLine({ worth }: { worth: GapWorth | null }) {
  if (worth === null) return null;
  const { settledShare, answersToSettle, targetShare } = worth;
  const uncertainty = (
    <Explain
      term="gapUncertainty"
      facts={{ 'Settled by now': formatPercent(settledShare), 'Answers to go': formatCount(answersToSettle) }}
      label="the mean gap’s uncertainty: what is that?"
    >
      the mean gap’s uncertainty
    </Explain>
  );
  return (
    <Text size="sm" component="div">
      {answersToSettle === 0 ? (
        <>
          {formatPercent(targetShare)} of {uncertainty} is settled.
        </>
      ) : (
        <>
          <b>About {formatQuantity(answersToSettle, 'answer')}</b>
          {answersToSettle === 1 ? ', the one worth most, is' : ', those worth most, are'} expected to settle{' '}
          {formatPercent(targetShare)} of {uncertainty}; {formatPercent(settledShare)} is settled.
        </>
      )}
    </Text>
  );
}
